import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { returnUnanswered } from "../../bot/handover/return-to-queue.ts";
import { fireReminders } from "../../bot/reminders/fire-reminders.ts";
import { newId } from "../../infra/ids.ts";
import type { AtDesk } from "../../playground/wecom/customer-acts.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

let desk: WecomDesk;

beforeAll(async () => {
  desk = await openWecomDesk({ WECOM_DESK_USERS: "ann|ben|max" });
  for (const [name, role] of [
    ["Ann", "agent"],
    ["Ben", "agent"],
    ["Max", "manager"],
  ] as const) {
    desk.newMember(name.toLowerCase());
    await linkStaff(desk, { platform: "wecom", personId: name.toLowerCase(), name, role, language: "zh" });
  }
  const row = { key: "routing.mode", value: JSON.stringify("manual"), value_type: "json", category: "test" };
  await desk.product.db.system("settings").insert({ id: newId(), org_id: desk.orgId, ...row });
});
afterAll(() => desk.close());

describe("a shift at WeCom's desk, in Chinese words", () => {
  it("hands a conversation over with 转接, and the receiver's next line goes to the customer", async () => {
    const { customer, code } = await taken("王丽");
    write("ann", `转接 ${code} Ben 会说粤语`);
    await hears("ann", "在对方接受前");
    const offer = await message("ben", `Ann 把 ${code} · 王丽 转接给 Ben`);
    expect(offer.text).toContain("会说粤语");
    expect(offer.buttons.map(({ label }) => label)).toEqual(["接受", "拒绝"]);
    desk.wecom.members.presses("ben", offer.id, offer.buttons[0]?.id ?? "");
    await hears("ann", `Ben 已接受您转接的 ${code}`);
    write("ben", "您好，我是 Ben");
    await waitFor("the line", () => desk.toldCustomer(customer).includes("您好，我是 Ben"));
    expect(await hears("ben", "Said last (more: /history)")).toContain("👤: 转人工");
  });

  it("lets a manager take over with a reason alone", async () => {
    const { code } = await taken("李一");
    write("ben", `接管 ${code} 我来`);
    await hears("ben", `${code} 已由 Ann 负责`);
    write("max", `接管 ${code}`);
    await hears("max", "如需接管请说明原因");
    write("max", `接管 ${code} 客户投诉`);
    await hears("ann", `Max 已接管您的 ${code} · 李一：客户投诉`);
    expect(await hears("max", "Said last (more: /history)")).toContain(code);
  });

  it("reminds whoever has it, lists with 提醒 and shows owners with 排队", async () => {
    const { code } = await taken("张三");
    write("ann", `提醒 ${code} 2小时后 回电张三`);
    await hears("ann", `已设置 ${code} · 张三 的提醒`);
    write("ann", "提醒");
    const shown = await message("ann", "回电张三");
    expect(shown.text).toBeTruthy();
    write("max", "排队");
    await hears("max", `${code} · 张三 · Ann（在线）`);
    desk.product.clock = { now: () => new Date(Date.now() + 121 * 60_000) };
    await fireReminders(desk.product);
    await hears("ann", `⏰ ${code} · Ann: 回电张三`);
    desk.product.clock = { now: () => new Date() };
    await desk.settled();
    expect(desk.toldMember("ann").filter((text) => text.includes("Ann: 回电张三"))).toHaveLength(1);
  });

  it("opens a customer with 打开 and says how many replies are left", async () => {
    const { customer, code } = await taken("赵六");
    const before = desk.toldCustomer(customer).length;
    write("ann", `打开 ${code}`);
    expect(await hears("ann", "由您负责。未发送任何内容")).toMatch(/现在可以发送：剩余 \d\/5 条，截至/);
    desk.product.clock = { now: () => new Date(Date.now() + 49 * 60 * 60_000) };
    write("ann", `打开 ${code}`);
    await hears("ann", "客户再次发来消息前无法发送");
    desk.product.clock = { now: () => new Date() };
    await desk.settled();
    expect(desk.toldCustomer(customer)).toHaveLength(before);
  });

  it("shows who opens a customer what was said last, where it becomes theirs", async () => {
    const customer = desk.newCustomer("周八");
    desk.wecom.customers.writes(customer, "转人工");
    const code = /C\d+/.exec(await hears("ben", "周八 (wecom_kf) asks for a person"))?.[0] ?? "";
    write("ben", `打开 ${code}`);
    await hears("ben", "由您负责。未发送任何内容");
    await waitFor("what was said", () =>
      desk.toldMember("ben").some((text) => text.includes(code) && text.includes("Said last (more: /history)")),
    );
  });

  it("takes a conversation from who is away", async () => {
    const { code } = await taken("孙七");
    write("ann", "状态 离开");
    await hears("ann", "您已离开");
    desk.product.clock = { now: () => new Date(Date.now() + 3 * 60_000) };
    await returnUnanswered(desk.product);
    await hears("ann", `您已离开：${code} · 孙七 已退回队列`);
    await hears("ben", `Ann is away: ${code} is back in the queue`);
    desk.product.clock = { now: () => new Date() };
  });
});

async function taken(name: string): Promise<{ customer: AtDesk; code: string }> {
  const customer = desk.newCustomer(name);
  desk.wecom.customers.writes(customer, "转人工");
  const card = await hears("ann", `${name} (wecom_kf) asks for a person`);
  const code = /C\d+/.exec(card)?.[0] ?? "";
  write("ann", `接手 ${code}`);
  await hears("ann", `Ann 已接手 ${code}`);
  return { customer, code };
}

function write(member: string, text: string): void {
  desk.wecom.members.writes(member, text);
}

function message(member: string, words: string) {
  return waitFor(`“${words}” to ${member}`, () => desk.wecom.appChat(member).find(({ text }) => text.includes(words)));
}

function hears(member: string, words: string): Promise<string> {
  return waitFor(`${member} to hear “${words}”`, () => desk.toldMember(member).find((text) => text.includes(words)));
}
