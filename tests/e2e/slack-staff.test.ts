import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openSlackDesk, type SlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { addStaff } from "../support/staff.ts";
import { waitFor } from "../support/wait-for.ts";

let desk: SlackDesk;

beforeAll(async () => {
  desk = await openSlackDesk();
});
afterAll(() => desk.close());
afterEach(() => desk.settled());

describe("staff on Slack", () => {
  it("are known by the e-mail of their profile, and use commands from their first line", async () => {
    await addStaff(desk, { email: "agent@example.com", role: "agent" });
    const agent = desk.newPerson("agent", { email: "Agent@Example.com" });
    expect((await desk.slack.people.command({ user: agent, line: "/desk help" })).accepted).toBe(true);
    const [help] = await desk.answersTo(agent, 1);
    expect(help).toContain("/ask QUESTION");
    await desk.slack.people.command({ user: agent, line: "/ask 出金多久到账？" });
    // The list of commands may be longer than one message.
    const answer = await waitFor("the answer", async () =>
      (await desk.answersTo(agent, 2)).find((text) => text.includes("一般2至3个工作日到账")),
    );
    expect(answer).toMatch(/置信度|Confidence/);
    const links = await desk.rows(
      `SELECT i.linked_by, u.email FROM user_identities i JOIN users u ON u.id = i.user_id WHERE i.external_user_id = ?`,
      [agent],
    );
    expect(links).toEqual([{ linked_by: "email", email: "agent@example.com" }]);
    expect(await desk.rows("SELECT id FROM customer_identities WHERE external_user_id = ?", [agent])).toEqual([]);
    const trail = await desk.rows("SELECT changes FROM audit_logs WHERE action = 'user.link'");
    expect(trail).toEqual([{ changes: { platform: "slack", by: "email" } }]);
  });

  it("get a command's answer where nobody else sees it", async () => {
    await addStaff(desk, { email: "quiet@example.com", role: "agent" });
    const agent = desk.newPerson("quiet", { email: "quiet@example.com" });
    const members = [desk.slack.workspace.bot.userId, agent];
    const { id: channel } = desk.slack.workspace.addChannel({ name: "open", members });
    await desk.slack.people.command({ user: agent, channel, line: "/desk help" });
    const answer = await waitFor("the answer", () => desk.posted(channel)[0]);
    expect(answer.ephemeralTo).toBe(agent);
  });

  it("link by a one-time code where the e-mail does not tell, and the code works once", async () => {
    const code = await addStaff(desk, { email: "lead@example.com", role: "team_lead" });
    const lead = desk.newPerson("lead", { email: "private@mail.example" });
    desk.slack.people.write({ user: lead, text: `/link ${code}` });
    expect((await desk.answersTo(lead, 1))[0]).toContain("this account is linked");
    const other = desk.newPerson("other");
    await desk.slack.people.command({ user: other, line: `/desk link ${code}` });
    expect((await desk.answersTo(other, 1))[0]).toContain("not valid");
  });

  it.each([
    ["somebody without an account here", {}],
    ["a guest with a colleague's e-mail", { email: "guest@example.com", isRestricted: true }],
    ["a stranger from another company", { email: "stranger@example.com", teamId: "T0OTHER" }],
  ])("are not %s: refused, with how to link", async (who, about) => {
    for (const email of ["guest@example.com", "stranger@example.com"]) {
      await addStaff(desk, { email, role: "agent" }).catch(() => "added already");
    }
    const person = desk.newPerson(who, about);
    await desk.slack.people.command({ user: person, line: "/desk help" });
    const [refusal] = await desk.answersTo(person, 1);
    expect(refusal).toContain("/link CODE");
    expect(await desk.rows("SELECT id FROM user_identities WHERE external_user_id = ?", [person])).toEqual([]);
  });

  it("are refused in Chinese when they ask in Chinese", async () => {
    const person = desk.newPerson("陌生人");
    await desk.slack.people.command({ user: person, line: "/ask 出金多久到账？" });
    expect((await desk.answersTo(person, 1))[0]).toContain("请先绑定账号");
  });
});

describe("a conversation that is handed over", () => {
  it("is announced in the desk channel, with a button that gives it back to the bot", async () => {
    const cai = desk.newPerson("蔡明");
    desk.slack.people.write({ user: cai, text: "转人工" });
    expect(await desk.answersTo(cai, 1)).toHaveLength(1);
    const line = await deskLine("蔡明");
    expect(line.text).toMatch(/^C\d+ · 蔡明 \(slack\)/);
    expect(line.buttons.map(({ label }) => label)).toEqual(["Take", "Release to the bot", "Resolve", "Customer"]);
    desk.slack.people.write({ user: cai, text: "出金多久到账？" });
    await desk.settled();
    expect(desk.said(cai)).toHaveLength(1);

    const lead = await linkedLead("release@example.com");
    await desk.slack.people.press({ user: lead, channel: slackDeskPlace, ts: line.ts, button: "Release to the bot" });
    await waitFor("the confirmation", () =>
      desk
        .posted(slackDeskPlace)
        .some(({ text, ephemeralTo }) => text.includes("is back with the bot") && ephemeralTo === lead),
    );
    desk.slack.people.write({ user: cai, text: "怎么开户？" });
    expect((await desk.answersTo(cai, 2))[1]).toContain("在官网注册");
  });

  it("is not given back by somebody in the desk channel who is not linked", async () => {
    const dan = desk.newPerson("dan");
    desk.slack.people.write({ user: dan, text: "I want to talk to a human" });
    const line = await deskLine("dan");
    const nosy = desk.newPerson("nosy");
    await desk.slack.people.press({ user: nosy, channel: slackDeskPlace, ts: line.ts, button: "Release to the bot" });
    await waitFor("the refusal", () =>
      desk.posted(slackDeskPlace).some(({ text, ephemeralTo }) => text.includes("/link CODE") && ephemeralTo === nosy),
    );
    const [conversation] = await desk.rows(
      "SELECT v.ai_enabled FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = 'dan'",
    );
    expect(conversation).toEqual({ ai_enabled: false });
  });
});

describe("a button outside the desk", () => {
  it("is no matter of staff when a customer presses it: they learn that it no longer works", async () => {
    const eva = desk.newPerson("eva");
    desk.slack.people.write({ user: eva, text: "How do I open an account?" });
    await desk.answersTo(eva, 1);
    const direct = desk.slack.workspace.directWith(eva);
    const message = direct.messages.at(-1);
    if (!message) throw new Error("nothing was said");
    message.blocks.push({
      type: "actions",
      elements: [{ type: "button", text: { type: "plain_text", text: "Old" }, action_id: "b1", value: "old:1" }],
    });
    await desk.slack.people.press({ user: eva, channel: direct.id, ts: message.ts, button: "Old" });
    const [, answer] = await desk.answersTo(eva, 2);
    expect(answer).toBe("This button no longer works. Please write your question.");
  });
});

function deskLine(customer: string) {
  return waitFor("the line at the desk", () =>
    desk.posted(slackDeskPlace).find(({ text }) => text.includes(`${customer} (slack) asks for a person`)),
  );
}

async function linkedLead(email: string): Promise<string> {
  await addStaff(desk, { email, role: "team_lead" });
  const lead = desk.newPerson(email.split("@")[0] ?? email, { email });
  desk.slack.people.write({ user: lead, text: "/help" });
  await desk.answersTo(lead, 1);
  return lead;
}
