import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resumeUser } from "../../bot/people/resume-user.ts";
import { suspendUser } from "../../bot/people/suspend-user.ts";
import type { Role } from "../../domain/organisation/values.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { addTeam } from "../support/add-team.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { openSlackDesk, type SlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";

interface Person {
  id: string;
  userId: string;
}

let desk: SlackDesk;
let mia: Person;
let lea: Person;

beforeAll(async () => {
  desk = await openSlackDesk();
  mia = await person("Mia", "manager");
  lea = await person("Lea", "team_lead");
});
afterAll(() => desk.close());

describe("a member of staff who is suspended", () => {
  let ann: Person;
  let customer: string;
  let thread: string;

  beforeAll(async () => {
    ann = await person("Ann", "agent");
    await addTeam(desk, "Gold", [ann.userId, lea.userId]);
    ({ customer, thread } = await taken(ann, "Wang Li"));
    await desk.product.db.system("customers").where({ name: "Wang Li" }).update({ owner_id: ann.userId });
    // A text of hers that waits behind a pause of the platform.
    await desk.product.db.system("channels").update({ send_after: new Date(Date.now() + 600_000) });
    say(ann.id, thread, "Your account is open now");
    await waitFor("the text to be queued", async () => {
      const rows = await desk.rows("SELECT FROM deliveries WHERE status = 'queued' AND act->>'why' = 'line'");
      return rows.length === 1;
    });
    await suspend(ann);
    await desk.product.db.system("channels").update({ send_after: null });
    await desk.rows(
      "SELECT enqueue_job('deliver', json_build_object('channelId', channel_id, 'chat', chat), NULL, 'deliver:' || channel_id || ':' || chat, NULL, NULL, NULL) FROM (SELECT DISTINCT channel_id, chat FROM deliveries WHERE status = 'queued') d",
    );
  });

  it("leaves conversations in the queue with a summary and what was not sent, and customers to the team's lead", async () => {
    await waitFor("the thread to hear", () => told(thread).some((text) => text.includes("Ann has left: C")));
    const words = told(thread).find((text) => text.includes("Ann has left: C")) ?? "";
    expect(words).toContain("Summary:");
    expect(words).toContain("Your account is open now");
    await waitFor("the manager to hear", () =>
      desk.said(mia.id).some((text) => text.includes("1 customers now belong to Lea")),
    );
    const [row] = await desk.rows(
      `SELECT v.agent_id, v.status, v.handoff_reason, v.waiting_since IS NOT NULL AS waits, c.owner_id FROM conversations v
       JOIN customers c ON c.id = v.customer_id WHERE c.name = 'Wang Li'`,
    );
    expect(row).toEqual({
      agent_id: null,
      status: "pending",
      handoff_reason: "staff_left",
      waits: true,
      owner_id: lea.userId,
    });
    await waitFor("the place to hear", () =>
      desk.posted(slackDeskPlace).some(({ text }) => text.includes("Ann") && text.includes("was suspended")),
    );
  });

  it("never sends what had not gone out", async () => {
    await desk.settled();
    expect(desk.said(customer)).not.toContain("Your account is open now");
    expect(await desk.rows("SELECT status FROM messages WHERE content LIKE '%account is open now'")).toEqual([
      { status: "cancelled" },
    ]);
  });

  it("is refused in lines, commands, buttons and in private, and no customer hears of it", async () => {
    const before = desk.said(customer).length;
    say(ann.id, thread, "Hello, are you still there?");
    const note = await waitFor("the note", async () => {
      const [row] = await desk.rows(
        "SELECT direction, user_id, sender_id FROM messages WHERE content LIKE 'Hello, are you still there%'",
      );
      return row;
    });
    expect(note).toEqual({ direction: "internal", user_id: null, sender_id: ann.id });
    await waitFor("the refusal", () =>
      alone(ann.id).some((text) => text.includes("not linked to a member of staff any more")),
    );
    await desk.slack.people.command({ user: ann.id, channel: slackDeskPlace, line: "/desk queue" });
    await waitFor("the refusal", () => alone(ann.id).length >= 2);
    const card = desk.posted(slackDeskPlace, thread)[0];
    await desk.slack.people.press({ user: ann.id, channel: slackDeskPlace, ts: card?.ts ?? "", button: "Take" });
    await waitFor("the refusal", () => alone(ann.id).length >= 3);
    desk.slack.people.write({ user: ann.id, text: "I want to talk to a human" });
    await waitFor("the refusal", () =>
      desk.said(ann.id).some((text) => text.includes("not linked to a member of staff any more")),
    );
    await desk.settled();
    expect(desk.said(customer)).toHaveLength(before);
    expect(await desk.rows("SELECT FROM customers WHERE name = 'Ann'")).toEqual([]);
    expect(await desk.rows("SELECT FROM conversations WHERE agent_id = ?", [ann.userId])).toEqual([]);
  });

  it("stays provably who they were", async () => {
    expect(await desk.rows("SELECT platform, external_user_id, linked_by, reason FROM past_identities")).toEqual([
      { platform: "slack", external_user_id: ann.id, linked_by: "admin", reason: "suspended" },
    ]);
    const trail = await desk.rows<{ action: string }>(
      "SELECT action FROM audit_logs WHERE action LIKE 'user.%' AND actor = 'cli' ORDER BY seq",
    );
    expect(trail.map(({ action }) => action)).toEqual(["user.unlink", "user.suspend"]);
  });

  it("works again after a resumption with the new code, and not by their e-mail address", async () => {
    const { code } = await inOrganization(desk.product.db, desk.orgId, (scope) =>
      resumeUser(scope, { actor: "cli" }, { userId: ann.userId, now: new Date() }),
    );
    await desk.slack.people.command({ user: ann.id, channel: slackDeskPlace, line: "/desk queue" });
    await waitFor("the refusal", () => alone(ann.id).length >= 4);
    expect(alone(ann.id).at(-1)).toContain("not linked to a member of staff any more");
    desk.slack.people.write({ user: ann.id, text: `link ${code}` });
    await waitFor("the welcome", () => desk.said(ann.id).some((text) => text.includes("Welcome, Ann")));
    await desk.slack.people.command({ user: ann.id, channel: slackDeskPlace, line: "/desk queue" });
    await waitFor("the queue", () => alone(ann.id).some((text) => text.includes("waiting")));
  });
});

describe("a Slack account that an administrator deactivates", () => {
  it("suspends its user by itself", async () => {
    const ben = await person("Ben", "agent");
    const { thread } = await taken(ben, "Eve");
    desk.slack.people.deactivate(ben.id);
    await waitFor("the thread to hear", () => told(thread).some((text) => text.includes("Ben has left: C")));
    expect(await desk.rows("SELECT status FROM users WHERE id = ?", [ben.userId])).toEqual([{ status: "suspended" }]);
  });

  it("of the last manager is only unlinked, and two last managers cannot suspend each other", async () => {
    const max = await person("Max", "manager");
    const results = await Promise.allSettled([suspend(max), suspend(mia)]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const [left] = await desk.rows<{ id: string; account: string }>(
      `SELECT u.id, i.external_user_id AS account FROM users u JOIN user_identities i ON i.user_id = u.id
       WHERE u.role = 'manager' AND u.status = 'active'`,
    );
    await desk.product.db.system("settings").insert({
      id: newId(),
      org_id: desk.orgId,
      key: "organization.language",
      value: JSON.stringify("zh"),
      value_type: "string",
      category: "organization",
    });
    desk.slack.people.deactivate(left?.account ?? "");
    await waitFor("the place to hear in its language", () =>
      desk
        .posted(slackDeskPlace)
        .some(({ text }) => text.startsWith("通知 · ") && text.includes("最后一位在职经理或管理员")),
    );
    await waitFor("the account to be unlinked", async () => {
      const rows = await desk.rows("SELECT FROM user_identities WHERE user_id = ?", [left?.id ?? ""]);
      return rows.length === 0;
    });
    expect(await desk.rows("SELECT status FROM users WHERE id = ?", [left?.id ?? ""])).toEqual([{ status: "active" }]);
    await inOrganization(desk.product.db, desk.orgId, (scope) =>
      suspendUser(scope, { actor: "cli" }, { userId: left?.id ?? "", reason: "test", now: new Date(), isForced: true }),
    );
    expect(await desk.rows("SELECT FROM users WHERE role = 'manager' AND status = 'active'")).toEqual([]);
  });
});

function suspend({ userId }: Person) {
  return inOrganization(desk.product.db, desk.orgId, (scope) =>
    suspendUser(scope, { actor: "cli" }, { userId, reason: "left the company", now: new Date() }),
  );
}

async function person(name: string, role: Role): Promise<Person> {
  const id = desk.newPerson(name, { email: `${name.toLowerCase()}@example.com` });
  desk.slack.workspace.channels.get(slackDeskPlace)?.members.add(id);
  return { id, userId: await linkStaff(desk, { platform: "slack", personId: id, name, role }) };
}

/** A customer whose conversation this person has taken. */
async function taken(by: Person, name: string): Promise<{ customer: string; thread: string }> {
  const customer = desk.newPerson(name);
  desk.slack.people.write({ user: customer, text: "I want to talk to a human" });
  const thread = await waitFor(
    "the thread",
    async () => {
      const [row] = await desk.rows<{ thread_id: string | null }>(
        `SELECT t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
       JOIN customers c ON c.id = v.customer_id WHERE c.name = ?`,
        [name],
      );
      return row?.thread_id ?? null;
    },
    30_000,
  );
  await waitFor("the call", () => told(thread).some((text) => text.includes("asks for a person")));
  say(by.id, thread, "@deskhand take");
  await waitFor("the taking", () => told(thread).some((text) => text.includes("has taken")));
  return { customer, thread };
}

function told(thread: string): string[] {
  return desk
    .posted(slackDeskPlace, thread)
    .slice(1)
    .map(({ text }) => text);
}

function alone(user: string): string[] {
  return desk
    .posted(slackDeskPlace)
    .filter(({ ephemeralTo }) => ephemeralTo === user)
    .map(({ text }) => text);
}

function say(user: string, thread: string, text: string) {
  return desk.slack.people.write({ user, channel: slackDeskPlace, threadTs: thread, text });
}
