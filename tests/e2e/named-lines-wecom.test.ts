import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AtDesk } from "../../playground/wecom/customer-acts.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

interface Taken {
  customer: AtDesk;
  code: string;
}

let desk: WecomDesk;
let current: Taken;
let named: Taken;

beforeAll(async () => {
  desk = await openWecomDesk({ WECOM_DESK_USERS: "ann" });
  desk.newMember("ann");
  await linkStaff(desk, { platform: "wecom", personId: "ann", name: "Ann", role: "agent" });
  named = await taken("李二");
  current = await taken("李一");
});
afterAll(() => desk.close());

// A desk without threads: what is said of one customer's money must not be read by another, however the code is typed.
describe("a line that names a conversation other than the current one", () => {
  const clear: [string, (code: string) => string][] = [
    ["by its code and a space", (code) => `${code} 退款已批准`],
    ["with no space after the code", (code) => `${code}退款已批准`],
    ["with a colon", (code) => `${code}：退款已批准`],
    ["with a colon and no space", (code) => `${code}:退款已批准`],
    ["with a comma", (code) => `${code}，退款已批准`],
    ["in full width", (code) => `${wide(code)} 退款已批准`],
    ["in brackets", (code) => `[${code}] 退款已批准`],
    ["in Chinese brackets", (code) => `【${code}】退款已批准`],
    ["with a space inside the code", (code) => `C ${code.slice(1)} 退款已批准`],
    ["with an invisible sign in the code", (code) => `C\u200b${code.slice(1)} 退款已批准`],
  ];
  it.each(clear)("reaches that one, %s", async (_, line) => {
    await turnTo(current);
    const before = { current: said(current).length, named: said(named).length };
    write(line(named.code));
    await waitFor(
      "the line to arrive",
      () => [...said(current), ...said(named)].length > before.current + before.named,
    );
    expect(said(current)).toHaveLength(before.current);
    expect(said(named).slice(before.named)).toEqual(["退款已批准"]);
  });

  const unclear: [string, (code: string) => string][] = [
    ["only the code", (code) => code],
    ["the code last", (code) => `您的退款已批准 ${code}`],
    ["the code in the middle", (code) => `您好，${code}的出金已批准`],
    ["letters that touch the code", (code) => `${code}please wait`],
    ["an amount that touches the code", (code) => `${code},000 已批准`],
    ["the number without its letter", (code) => `${code.slice(1)} 您好`],
    ["a wrong code and no space", () => "C999999您的出金已批准"],
    ["two codes", (code) => `${code} ${current.code} 您好`],
  ];
  it.each(unclear)("is held where there is no telling: %s", async (_, line) => {
    await turnTo(current);
    const before = { current: said(current).length, named: said(named).length };
    const cards = held().length;
    write(line(named.code));
    await waitFor(
      "the line to be held or to arrive",
      () => held().length > cards || [...said(current), ...said(named)].length > before.current + before.named,
    );
    expect([said(current).length, said(named).length]).toEqual([before.current, before.named]);
    expect(held().at(-1)?.text).toContain(line(named.code));
    // Whoever types on has not chosen anybody yet.
    write("现在为您处理");
    await waitFor("the next line to be held", () => held().at(-1)?.text.includes("现在为您处理"));
    expect(said(current)).toHaveLength(before.current);
  });

  it.each([
    ["by a code with no space", (code: string) => `/send ${code}退款已批准`],
    ["by a code with a colon", (code: string) => `/发送 ${code}：退款已批准`],
  ])("reaches that one by a command, %s", async (_, line) => {
    await turnTo(current);
    const before = { current: said(current).length, named: said(named).length };
    write(line(named.code));
    await waitFor(
      "the words to arrive",
      () => [...said(current), ...said(named)].length > before.current + before.named,
    );
    expect(said(current)).toHaveLength(before.current);
    expect(said(named).slice(before.named)).toEqual(["退款已批准"]);
  });

  it("is refused by a command where the words have the code of another", async () => {
    await turnTo(current);
    const before = said(current).length;
    write(`/send 给${named.code}：退款已批准`);
    await hears(`names ${named.code}`);
    expect(said(current)).toHaveLength(before);
  });
});

describe("a line to the current customer", () => {
  it.each(["您的订单 C999999 已发货", "C2C 交易已完成", "您的出金 5000 已批准", "C4D 软件"])(
    "goes out where what looks like a code is none: %s",
    async (line) => {
      await turnTo(current);
      write(line);
      await waitFor("the line", () => said(current).includes(line));
    },
  );

  it("goes out with the code of their own conversation in it", async () => {
    await turnTo(current);
    write(`您的会话编号是 ${current.code}`);
    await waitFor("the line", () => said(current).includes(`您的会话编号是 ${current.code}`));
  });

  it("stays a note where the sign of a note follows the code at once", async () => {
    await turnTo(current);
    const before = said(named).length;
    write(`${named.code}、、情绪不佳`);
    await hears("a note");
    expect(said(named)).toHaveLength(before);
  });
});

let greetings = 0;

/** Makes the conversation current, with its mark out, so that what comes next is the next line's. */
async function turnTo({ customer, code }: Taken): Promise<void> {
  greetings += 1;
  const line = `您好，第 ${greetings} 句`;
  // 微信客服 lets five replies follow what a customer wrote.
  for (const one of [named, current]) {
    const question = `${one.code} 在吗 ${greetings}`;
    desk.wecom.customers.writes(one.customer, question);
    await hears(question);
  }
  const marks = desk.toldMember("ann").filter((text) => text.includes("✓")).length;
  write(`${code} ${line}`);
  await waitFor("the greeting", () => desk.toldCustomer(customer).includes(line));
  await waitFor("its mark", () => desk.toldMember("ann").filter((text) => text.includes("✓")).length > marks);
}

async function taken(name: string): Promise<Taken> {
  const customer = desk.newCustomer(name);
  desk.wecom.customers.writes(customer, "转人工");
  const card = await hears(`${name} (wecom_kf) asks for a person`);
  const code = /C\d+/.exec(card)?.[0] ?? "";
  write(`/take ${code}`);
  await hears(`Ann has taken ${code}`);
  return { customer, code };
}

const wide = (code: string) => code.replace(/[C\d]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));

const said = ({ customer }: Taken) => desk.toldCustomer(customer);

const held = () => desk.wecom.appChat("ann").filter(({ text }) => text.includes("For whom is this?"));

function write(text: string): void {
  desk.wecom.members.writes("ann", text);
}

function hears(words: string): Promise<string> {
  return waitFor(`Ann to hear “${words}”`, () => desk.toldMember("ann").find((text) => text.includes(words)));
}
