import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../../domain/organisation/values.ts";
import { addTeam } from "../support/add-team.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { openSlackDesk, type SlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";

const CARD = "4111 1111 1111 1111";

let desk: SlackDesk;
let ann: string;
let zoe: string;
let mia: string;
let thread: string;

beforeAll(async () => {
  desk = await openSlackDesk();
  const people = [await person("Ann", "agent"), await person("Zoe", "agent"), await person("Mia", "manager")] as const;
  [ann, zoe, mia] = [people[0].id, people[1].id, people[2].id];
  await addTeam(desk, "Gold", [people[0].userId]);
  await addTeam(desk, "Silver", [people[1].userId]);
  await desk.product.db.system("settings").insert({
    id: people[0].userId,
    org_id: desk.orgId,
    key: "routing.default_team",
    value: '"Gold"',
    value_type: "string",
    category: "routing",
  });
  const customer = desk.newPerson("Wang Li");
  desk.slack.people.write({ user: customer, text: `I want to talk to a human. My card is ${CARD}, 密码：abc123` });
  thread = await waitFor("the thread", async () => {
    const [row] = await desk.rows<{ thread_id: string | null }>("SELECT thread_id FROM desk_threads");
    return row?.thread_id ?? null;
  });
  await waitFor("the call", () => told().some((text) => text.includes("asks for a person")));
});
afterAll(() => desk.close());

describe("a line with a card number and a password", () => {
  it("is masked wherever staff read it, and kept as it was said", async () => {
    await desk.settled();
    expect(told()[0]).toContain("My card is 4111 **** **** 1111, 密码：******");
    const shown = [...desk.posted(slackDeskPlace), ...desk.posted(slackDeskPlace, thread)].map(({ text }) => text);
    expect(shown.filter((text) => text.includes(CARD) || text.includes("abc123"))).toEqual([]);
    const kept = await desk.rows(
      "SELECT content::text FROM deliveries WHERE audience = 'staff' UNION ALL SELECT title FROM notifications UNION ALL SELECT last_message_preview FROM conversations",
    );
    expect(JSON.stringify(kept)).not.toContain(CARD);
    const [message] = await desk.messagesOf("Wang Li", "inbound");
    expect(message?.["content"]).toContain(CARD);
  });

  it("is shown as it was to who presses the button under it, to them alone, and that is logged", async () => {
    await pressReveal(ann);
    const answer = await waitFor("the original", () => alone(ann).find((text) => text.includes(CARD)));
    expect(answer).toContain("密码：abc123");
    expect(
      desk.posted(slackDeskPlace, thread).filter(({ text, ephemeralTo }) => !ephemeralTo && text.includes(CARD)),
    ).toEqual([]);
    expect(await reveals()).toMatchObject([
      { name: "Ann", changes: { conversation: expect.stringMatching(/^C\d+$/) } },
    ]);
    expect(JSON.stringify(await reveals())).not.toContain("4111");
  });

  it("stays masked for an agent of another team, who needs a reason, and a manager needs none", async () => {
    await pressReveal(zoe);
    await waitFor("the refusal", () => alone(zoe).some((text) => text.includes("neither yours nor your team's")));
    expect(alone(zoe).some((text) => text.includes(CARD))).toBe(false);
    say(zoe, "reveal reason: the customer asks me on the phone");
    await waitFor("the original", () => alone(zoe).some((text) => text.includes(CARD)));
    say(mia, "reveal");
    await waitFor("the original", () => alone(mia).some((text) => text.includes(CARD)));
    expect(await looks()).toEqual([
      { name: "Zoe", changes: { reason: "the customer asks me on the phone", by: "reveal" } },
    ]);
    expect((await reveals()).map(({ name }) => name)).toEqual(["Ann", "Zoe", "Mia"]);
  });
});

describe("a customer of another team", () => {
  it("is read with a reason, each time in the trail, and by their own team without", async () => {
    say(zoe, "customer");
    await waitFor("the refusal", () => alone(zoe).filter((text) => text.includes("To look all the same")).length === 2);
    say(zoe, "history");
    await waitFor("the refusal", () => alone(zoe).filter((text) => text.includes("To look all the same")).length === 3);
    say(zoe, "history 原因：核对投诉");
    await waitFor("the history", () => alone(zoe).some((text) => text.includes("My card is 4111 **** **** 1111")));
    say(zoe, "customer -- a complaint");
    await waitFor("the customer", () => alone(zoe).some((text) => text.includes("Code: CUST_")));
    expect((await looks()).map(({ changes }) => changes).slice(1)).toEqual([
      { reason: "核对投诉", by: "history" },
      { reason: "a complaint", by: "customer" },
    ]);
    say(ann, "customer");
    await waitFor("the customer", () => alone(ann).some((text) => text.includes("Code: CUST_")));
    expect(await looks()).toHaveLength(3);
  });
});

async function person(name: string, role: Role) {
  const id = desk.newPerson(name);
  desk.slack.workspace.channels.get(slackDeskPlace)?.members.add(id);
  return { id, userId: await linkStaff(desk, { platform: "slack", personId: id, name, role }) };
}

function told(): string[] {
  return desk
    .posted(slackDeskPlace, thread)
    .slice(1)
    .map(({ text }) => text);
}

/** What one person was shown alone. */
function alone(user: string): string[] {
  return desk
    .posted(slackDeskPlace)
    .filter(({ ephemeralTo }) => ephemeralTo === user)
    .map(({ text }) => text);
}

async function pressReveal(user: string): Promise<void> {
  const line = desk
    .posted(slackDeskPlace, thread)
    .find(({ buttons }) => buttons.some(({ label }) => label === "Show what is masked"));
  if (!line) throw new Error("no line has the button");
  await desk.slack.people.press({ user, channel: slackDeskPlace, ts: line.ts, button: "Show what is masked" });
}

function say(user: string, line: string) {
  return desk.slack.people.write({ user, channel: slackDeskPlace, threadTs: thread, text: `@deskhand ${line}` });
}

async function reveals() {
  return trail("message.reveal");
}

async function looks() {
  return trail("customer.look");
}

function trail(action: string) {
  return desk.rows<{ name: string; changes: Record<string, unknown> }>(
    "SELECT u.name, a.changes FROM audit_logs a JOIN users u ON u.id = a.user_id WHERE a.action = ? ORDER BY a.seq",
    [action],
  );
}
