import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AtDesk } from "../../playground/wecom/customer-acts.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

let desk: WecomDesk;

beforeAll(async () => {
  desk = await openWecomDesk({ WECOM_DESK_USERS: "ann|ben" });
  for (const name of ["Ann", "Ben"]) {
    desk.newMember(name.toLowerCase());
    await linkStaff(desk, { platform: "wecom", personId: name.toLowerCase(), name, role: "agent" });
  }
});
afterAll(() => desk.close());

describe("a conversation on WeCom's desk", () => {
  it("comes as a card and mirrored lines, and is answered by its code", async () => {
    const { customer, code } = await waiting("王丽");
    write("ann", `/take ${code}`);
    await hears("ann", `Ann has taken ${code}`);
    write("ann", `${code} 您好，王丽`);
    await waitFor("the line", () => said(customer).includes("您好，王丽"));
    // 微信客服 budgets replies: the mark says to whom it went, and what is left.
    const mark = await hears("ann", "✓ Sent to 王丽");
    expect(mark).toMatch(/\(C\d+\) · \d of 5 left, until \d\d-\d\d \d\d:\d\d/);
  });

  it("that a person took stays current for their next lines, until another of their customers writes", async () => {
    const first = await waiting("李一");
    const second = await waiting("李二");
    write("ben", `接手 ${second.code}`);
    await hears("ben", `Ben has taken ${second.code}`);
    write("ben", `接手 ${first.code}`);
    await hears("ben", `Ben has taken ${first.code}`);
    write("ben", "第一位，您好");
    await waitFor("the line to the first", () => said(first.customer).includes("第一位，您好"));
    desk.wecom.customers.writes(second.customer, "在吗");
    await hears("ben", "在吗");
    write("ben", "这一句给谁？");
    const held = await waitFor("the held line", () =>
      desk.wecom.appChat("ben").find(({ text, buttons }) => text.includes("这一句给谁？") && buttons.length > 0),
    );
    expect(held.buttons.map(({ label }) => label)).toEqual([`${first.code} 李一`, `${second.code} 李二`]);
    expect([...said(first.customer), ...said(second.customer)]).not.toContain("这一句给谁？");
    desk.wecom.members.presses("ben", held.id, held.buttons[1]?.id ?? "");
    await waitFor("the line to the second", () => said(second.customer).includes("这一句给谁？"));
    expect(said(first.customer)).not.toContain("这一句给谁？");
  });

  it("never gets a note, a command or a colleague's line", async () => {
    const { customer, code } = await waiting("张三");
    write("ann", `/take ${code}`);
    await hears("ann", `Ann has taken ${code}`);
    const before = said(customer).length;
    write("ann", "、、他很着急");
    write("ann", "／／ 内部备注");
    write("ann", "／不存在的命令 你好");
    write("ben", `${code} 我来回答`);
    await hears("ben", "Internal, not sent to 张三");
    write("ann", `${code} 您好`);
    await waitFor("the plain line", () => said(customer).includes("您好"));
    expect(said(customer)).toHaveLength(before + 1);
  });

  it("keeps a line that somebody wants back, since 微信客服 takes none back: they are told, and can correct it", async () => {
    const { customer, code } = await waiting("孙七");
    write("ann", `/take ${code}`);
    await hears("ann", `Ann has taken ${code}`);
    write("ann", `${code} 您的余额是五百`);
    await hears("ann", "✓ Sent to 孙七");
    write("ann", `撤回 ${code}`);
    const answer = await hears("ann", "孙七 keeps this line: this platform has no way to take a message back");
    expect(answer).toContain(`/send ${code} Correction to my last message:`);
    expect(said(customer)).toContain("您的余额是五百");
    write("ann", `撤回 发错人 ${code}`);
    await hears("ann", `Compliance is told, and ${code} is flagged`);
    expect(await desk.rows("SELECT title FROM alerts WHERE kind = 'wrong_person'")).toEqual([
      { title: expect.stringContaining("It could not be taken back: the customer has it.") },
    ]);
  });

  it("has the buttons that mend a line on the line's mark, which stays one message", async () => {
    const { code } = await waiting("周八");
    write("ann", `/take ${code}`);
    await hears("ann", `Ann has taken ${code}`);
    await desk.settled();
    const before = desk.wecom.appChat("ann").length;
    write("ann", `${code} 手续费是三元`);
    const mark = await waitFor("the mark", () =>
      desk.wecom.appChat("ann").find(({ text }) => text.includes("✓ Sent to 周八")),
    );
    await desk.settled();
    // Her own line, and one message of ours about it.
    expect(desk.wecom.appChat("ann")).toHaveLength(before + 2);
    expect(mark.buttons.map(({ label }) => label)).toEqual(["Send a correction", "Wrong person"]);
    desk.wecom.members.presses("ann", mark.id, mark.buttons[0]?.id ?? "");
    await hears("ann", `/send ${code} Correction to my last message:`);
  });

  it("says in plain text what is too long for a card, without buttons", async () => {
    const name = "长".repeat(150);
    const { customer, code } = await waiting(name);
    write("ann", `/take ${code}`);
    await hears("ann", `Ann has taken ${code}`);
    await desk.settled();
    const before = desk.wecom.appChat("ann").length;
    write("ann", `${code} 您好`);
    await waitFor("the line", () => said(customer).includes("您好"));
    await hears("ann", `✓ Sent to ${name}`);
    await desk.settled();
    const [mark] = desk.wecom.appChat("ann").filter(({ text }) => text.includes(`✓ Sent to ${name}`));
    expect(mark?.buttons).toEqual([]);
    expect(desk.wecom.appChat("ann")).toHaveLength(before + 2);
  });

  it("is told which rule of the platform stopped a reply", async () => {
    const { customer, code } = await waiting("赵六");
    write("ann", `/take ${code}`);
    await hears("ann", `Ann has taken ${code}`);
    for (let line = 1; line <= 6; line++) write("ann", `${code} 第${line}句`);
    await hears("ann", "✗ Not delivered to 赵六");
    await hears("ann", "5 within 48 hours");
    // Which of lines that came at once is the last is WeCom's affair.
    expect(said(customer)).toHaveLength(5);
  });
});

describe("what a receptionist types in WeCom itself", () => {
  it("is kept as the linked agent's or the unknown receptionist's, and shown to who has the conversation", async () => {
    const { customer, code } = await waiting("孙七");
    write("ann", `/take ${code}`);
    await hears("ann", `Ann has taken ${code}`);
    desk.wecom.customers.receptionistWrites(customer, "Ben", "我是 Ben，马上处理");
    desk.wecom.customers.receptionistWrites(customer, "zoe", "我来跟进");
    expect(await hears("ann", "我是 Ben，马上处理")).toMatch(/🧑‍💼 Ben/);
    expect(await hears("ann", "我来跟进")).toMatch(/🧑‍💼 receptionist zoe/);
    const rows = await desk.rows(
      `SELECT m.direction, m.sender_type, m.sender_id, u.name FROM messages m LEFT JOIN users u ON u.id = m.user_id
       WHERE m.metadata @> '{"typed_on_platform": true}' ORDER BY m.id`,
    );
    expect(rows).toEqual([
      { direction: "outbound", sender_type: "agent", sender_id: "ben", name: "Ben" },
      { direction: "outbound", sender_type: "agent", sender_id: "zoe", name: null },
    ]);
  });
});

async function waiting(name: string): Promise<{ customer: AtDesk; code: string }> {
  const customer = desk.newCustomer(name);
  desk.wecom.customers.writes(customer, "转人工");
  // Whoever of the two is on is offered it; while nobody is, both are told.
  const card = await waitFor("the card", () =>
    [...desk.toldMember("ann"), ...desk.toldMember("ben")].find((text) =>
      text.includes(`${name} (wecom_kf) asks for a person`),
    ),
  );
  return { customer, code: /C\d+/.exec(card)?.[0] ?? "" };
}

function write(member: string, text: string): void {
  desk.wecom.members.writes(member, text);
}

function said(customer: AtDesk): string[] {
  return desk.toldCustomer(customer);
}

function hears(member: string, words: string): Promise<string> {
  return waitFor(`${member} to hear “${words}”`, () => desk.toldMember(member).find((text) => text.includes(words)));
}
