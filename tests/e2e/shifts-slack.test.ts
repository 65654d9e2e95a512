import { DateTime } from "luxon";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { returnUnanswered } from "../../bot/handover/return-to-queue.ts";
import { fireReminders } from "../../bot/reminders/fire-reminders.ts";
import { holderOfOther } from "../../domain/conversations/other-conversations.ts";
import { addTeam } from "../../domain/organisation/add-team.ts";
import { addShift } from "../../domain/organisation/duty-shifts.ts";
import { connectOwner } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { openSlackDesk, type SlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";

let desk: SlackDesk;
let ann: string;
let ben: string;
let lead: string;

beforeAll(async () => {
  desk = await openSlackDesk();
  ann = await person("Ann", "agent");
  ben = await person("Ben", "agent");
  lead = await person("Lea", "team_lead");
});
afterAll(() => desk.close());
beforeEach(async () => {
  await set("routing.mode", "manual");
  await desk.product.db.system("users").update({ presence: "online", presence_at: new Date(), away_since: null });
});
afterEach(async () => {
  desk.product.clock = { now: () => new Date() };
  await desk.settled();
  await desk.product.db.system("settings").where("category", "test").delete();
  await desk.product.db.system("conversations").update({ status: "closed" });
  await desk.product.db.system("reminders").where({ status: "open" }).update({ status: "cancelled" });
});

describe("a conversation whose owner is away", () => {
  it("goes back to the queue once, with its summary and promises, and the next person is called", async () => {
    const { customer, thread, code } = await taken("Wang");
    say(ann, thread, "I will call you tomorrow at 9:00");
    await waitFor("the line", () => desk.said(customer).some((text) => text.includes("tomorrow at 9:00")));
    say(ann, thread, "@deskhand remind in 3h send the statement");
    await waitFor("the reminder", () => told(thread).some((text) => text.includes("set a reminder")));
    desk.slack.people.write({ user: customer, text: "And where is my statement?" });
    await waitFor("the mirror", () => told(thread).some((text) => text.includes("where is my statement")));
    await command(ann, "/desk presence away");
    await privately(ann, "You are away");
    await desk.settled();
    expect(await returnUnanswered(desk.product)).toBe(0);

    await desk.product.db.system("settings").where({ key: "routing.mode" }).delete();
    await desk.product.db.system("users").where({ name: "Lea" }).update({ presence: "busy" });
    later(3);
    const counts = await Promise.all([returnUnanswered(desk.product), returnUnanswered(desk.product)]);
    expect(counts[0] + counts[1]).toBeLessThanOrEqual(1);
    const back = await waitFor("the return", () =>
      told(thread).find((text) => text.includes(`Ann is away: ${code} is back in the queue · Ben's turn`)),
    );
    expect(back).toContain("Unanswered: “And where is my statement?”");
    expect(back).toMatch(/Promised: .*09:00 · Ann: “I will call you tomorrow at 9:00”/);
    expect(back).toMatch(/Reminder: .* · send the statement/);
    await directly(ann, `You are away: ${code} · Wang went back to the queue`);
    await directly(ben, `Your turn: ${code}`);
    expect(await ownerOf("Wang")).toBeNull();
    await desk.settled();
    expect(await returnUnanswered(desk.product)).toBe(0);
    expect(told(thread).filter((text) => text.includes("is back in the queue"))).toHaveLength(1);
    expect(desk.said(customer).some((text) => text.includes("queue"))).toBe(false);
  });

  it("stays with who takes it in spite of being away", async () => {
    await command(ann, "/desk presence away");
    await privately(ann, "You are away");
    await taken("Xu");
    later(5);
    expect(await returnUnanswered(desk.product)).toBe(0);
    expect(await ownerOf("Xu")).toBe("Ann");
  });
});

describe("a conversation whose owner lets the customer wait", () => {
  it("goes back after the promised time, not before, and never to the same person at once", async () => {
    await taken("Yan");
    later(29);
    expect(await returnUnanswered(desk.product)).toBe(0);
    await desk.product.db.system("settings").where({ key: "routing.mode" }).delete();
    await desk.product.db.system("users").whereNot({ name: "Ann" }).update({ presence: "busy" });
    later(31);
    await returnUnanswered(desk.product);
    await directly(ann, "Yan has waited too long");
    expect(await ownerOf("Yan")).toBeNull();
    await desk.settled();
    expect(desk.said(ann).some((text) => text.includes("Your turn") && text.includes("Yan"))).toBe(false);
  });

  it("stays while its team is closed, whatever the organisation's hours are", async () => {
    await set("desk.return_unanswered", 30);
    await taken("Yu");
    const { db } = desk.product;
    const { id: teamId } = await inOrganization(db, desk.orgId, (scope) =>
      addTeam(scope, { actor: "cli" }, { name: "Closed today" }),
    );
    const inThreeDays = DateTime.utc().plus({ days: 3 }).toFormat("ccc").toLowerCase();
    const working_hours = JSON.stringify({ [inThreeDays]: "09:00-18:00" });
    await db.system("teams").where({ id: teamId }).update({ working_hours, timezone: "UTC" });
    await db.system("conversations").where({ status: "active" }).update({ team_id: teamId });
    later(45);
    expect(await returnUnanswered(desk.product)).toBe(0);
    await db.system("teams").where({ id: teamId }).update({ working_hours: null });
    expect(await returnUnanswered(desk.product)).toBe(1);
    expect(await ownerOf("Yu")).toBeNull();
    await desk.settled();
    const owner = connectOwner(desk.databaseUrl);
    await owner("conversations").where({ team_id: teamId }).update({ team_id: null });
    await owner("alerts").where({ team_id: teamId }).update({ team_id: null });
    await owner("teams").where({ id: teamId }).delete();
    await owner.destroy();
  });

  it("stays where the organisation switched that off", async () => {
    await set("desk.return_unanswered", "off");
    await taken("Zoe");
    later(300);
    expect(await returnUnanswered(desk.product)).toBe(0);
    expect(await ownerOf("Zoe")).toBe("Ann");
  });
});

describe("a reminder", () => {
  it("comes back once at its time in the agent's time zone, to whoever has the conversation then", async () => {
    const { thread, code } = await taken("Qian");
    await command(ann, "/desk remind zone Asia/Shanghai");
    await privately(ann, "Your time zone is Asia/Shanghai now");
    say(ann, thread, "@deskhand 提醒 明天9点 回电");
    await waitFor("the reminder", () => told(thread).some((text) => text.includes("09:00 (Asia/Shanghai): 回电")));
    const [row] = await desk.rows<{ due_at: Date }>("SELECT due_at FROM reminders WHERE words = '回电'");
    const due = DateTime.now().setZone("Asia/Shanghai").plus({ days: 1 }).set({ hour: 9, minute: 0 }).startOf("minute");
    expect(row?.due_at.toISOString()).toBe(due.toUTC().toISO());
    say(lead, thread, "@deskhand assign Ben");
    await waitFor("the assignment", () => told(thread).some((text) => text.includes("Lea gave C")));
    desk.product.clock = { now: () => due.minus({ seconds: 1 }).toJSDate() };
    expect(await fireReminders(desk.product)).toBe(0);
    desk.product.clock = { now: () => due.toJSDate() };
    await Promise.all([fireReminders(desk.product), fireReminders(desk.product), fireReminders(desk.product)]);
    await directly(ben, `${code} · Ben: 回电 (set by Ann)`);
    await waitFor("the thread", () => told(thread).some((text) => text.includes(`⏰ ${code} · Ben: 回电`)));
    await desk.settled();
    expect(told(thread).filter((text) => text.startsWith("⏰") && text.includes("Ben: 回电"))).toHaveLength(1);
    expect(desk.said(ben).filter((text) => text.includes("回电"))).toHaveLength(1);
  });

  it("is listed and cancelled with a button, and never comes back then", async () => {
    await taken("Rui");
    const { thread } = await taken("Sun");
    say(ann, thread, "@deskhand remind 30m ask for the document");
    await waitFor("the reminder", () => told(thread).some((text) => text.includes("ask for the document")));
    await command(ann, "/desk remind");
    const shown = await privately(ann, "Reminders (");
    expect(shown.text).toMatch(/C\d+ · Sun · ask for the document/);
    await desk.slack.people.press({
      user: ann,
      channel: slackDeskPlace,
      ts: shown.ts,
      button: shown.buttons[0]?.label ?? "",
    });
    await privately(ann, "Cancelled: ask for the document");
    later(60);
    expect(await fireReminders(desk.product)).toBe(0);
  });

  it("is asked about where the time is past, has no hour, or is none", async () => {
    const { code } = await taken("Tan");
    await command(ann, `/desk remind ${code} 2020-01-01 10:00 call`);
    await privately(ann, "is past");
    await command(ann, `/desk remind ${code} tomorrow call`);
    await privately(ann, "At what time on “tomorrow”");
    await command(ann, `/desk remind ${code} call him`);
    await privately(ann, "When? Begin with the time");
    await command(ann, `/desk remind ${code} in 2h`);
    await privately(ann, "Of what?");
    const kept = await desk.rows("SELECT 1 FROM reminders WHERE status = 'open' AND words LIKE '%call%'");
    expect(kept).toEqual([]);
  });
});

describe("/queue", () => {
  it("shows owners, how they are to be reached and deadlines, of a team; a lead assigns from it", async () => {
    const { thread } = await waiting("Una");
    const { code: owned } = await taken("Vic");
    await desk.product.db.system("users").where({ name: "Ann" }).update({ presence: "busy" });
    await command(lead, "/desk queue");
    const shown = await privately(lead, "1 waiting");
    expect(shown.text).toMatch(/C\d+ · Una · asks for a person · since .* · due /);
    expect(shown.text).toMatch(new RegExp(`${owned} · Vic · Ann \\(busy\\) · since .* · due \\d\\d`));
    const [first] = shown.buttons;
    expect(first?.label).toMatch(/^Assign C/);
    await desk.slack.people.press({ user: lead, channel: slackDeskPlace, ts: shown.ts, button: first?.label ?? "" });
    const pick = await privately(lead, "Who takes C");
    await desk.slack.people.press({ user: lead, channel: slackDeskPlace, ts: pick.ts, button: "Ben" });
    await waitFor("the assignment", () => told(thread).some((text) => text.includes("Lea gave C")));
    expect(await ownerOf("Una")).toBe("Ben");

    const team = newId();
    await desk.product.db.system("teams").insert({ id: team, org_id: desk.orgId, name: "Night" });
    await command(ann, "/desk queue night");
    await privately(ann, "Nothing waits for a person");
    await command(ann, "/desk queue Nowhere");
    await privately(ann, "No team is called “Nowhere”. Teams: Night");
    await desk.settled();
    const owner = connectOwner(desk.databaseUrl);
    await owner("teams").where({ id: team }).delete();
    await owner.destroy();
  });
});

describe("/open", () => {
  it("opens a resolved conversation again for the asker, says where they can write, and sends nothing", async () => {
    const { customer, thread } = await taken("Xia");
    say(ann, thread, "@deskhand resolve");
    await waitFor("the resolution", () => told(thread).some((text) => text.includes("Ann resolved")));
    await desk.settled();
    const before = desk.said(customer).length;
    await command(ben, "/desk open Xia");
    const shown = await privately(ben, "You have it. Nothing was sent.");
    expect(shown.text).toContain("slack: ✓ you can write now");
    await waitFor("the thread", () => told(thread).some((text) => text.includes("Ben opened this conversation")));
    await desk.settled();
    expect(desk.said(customer)).toHaveLength(before);
    expect(await ownerOf("Xia")).toBe("Ben");
    say(ben, thread, "Hello again");
    await waitFor("the line", () => desk.said(customer).includes("Hello again"));
  });

  it("refuses a colleague's customer of another team, and says who has them", async () => {
    await taken("Yue");
    await desk.product.db.system.raw(
      "UPDATE customers SET owner_id = (SELECT id FROM users WHERE name = 'Ann') WHERE name = 'Yue'",
    );
    await command(ben, "/desk 打开 Yue");
    await privately(ben, "Yue is with Ann");
    await command(ben, "/desk open Nobody");
    await privately(ben, "No customer is called “Nobody”");
  });

  it("says that a blocked customer cannot be reached", async () => {
    const { customer } = await taken("Zed");
    await desk.product.db
      .system("customer_identities")
      .where({ external_user_id: customer })
      .update({ unreachable_at: new Date() });
    await command(ann, "/desk open Zed");
    await privately(ann, "✗ they cannot be reached");
  });
});

describe("one person's conversations on several channels", () => {
  it("show each other, go to whoever has the first, and are offered together to who takes one", async () => {
    const first = await taken("Yao");
    const second = desk.newPerson("Yao elsewhere");
    const [identity] = await desk.rows<{ customer_id: string; channel_id: string }>(
      "SELECT customer_id, channel_id FROM customer_identities WHERE external_user_id = ?",
      [first.customer],
    );
    await desk.product.db.system("customer_identities").insert({
      id: newId(),
      org_id: desk.orgId,
      platform: "slack",
      external_user_id: second,
      ...identity,
    });
    await desk.product.db.system("settings").where({ key: "routing.mode" }).delete();
    desk.slack.people.write({ user: second, text: "I want to talk to a human" });
    const thread = await waitFor("the second thread", async () => {
      const [row] = await desk.rows<{ thread_id: string | null }>(
        `SELECT t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
         JOIN customers c ON c.id = v.customer_id WHERE c.name = 'Yao' ORDER BY t.created_at DESC LIMIT 1`,
      );
      return row?.thread_id && row.thread_id !== first.thread ? row.thread_id : null;
    });
    await waitFor("the first to be named", () =>
      told(thread).some((text) => text.includes(`Also open: ${first.code} (slack, Ann)`)),
    );
    await waitFor("the second to be named", () =>
      told(first.thread).some((text) => text.includes("Yao also writes on slack: C")),
    );
    await waitFor("the call", () => told(thread).some((text) => text.includes("Ann's turn")));
    const cards = [thread, first.thread].map((one) => desk.posted(slackDeskPlace, one)[0]?.text ?? "");
    expect(cards[0]).toContain(`Also open: ${first.code} (slack)`);
    await waitFor("the first card", () =>
      desk.posted(slackDeskPlace, first.thread)[0]?.text.includes("Also open: C") ? true : null,
    );
    say(ben, thread, "@deskhand take");
    const taking = await waitFor("the taking by somebody else", () =>
      told(thread).find((text) => text.includes("Ben has taken")),
    );
    expect(taking).toContain(`A colleague talks to the same person. Also open: ${first.code} (slack, Ann).`);
    say(ben, thread, "@deskhand release now");
    await waitFor("the other release", () => told(thread).some((text) => text.includes("is back with the bot")));
    say(ann, first.thread, "@deskhand release now");
    await waitFor("the release", () => told(first.thread).some((text) => text.includes("is back with the bot")));
    say(ben, thread, "@deskhand take");
    const offer = await directly(ben, "Yao has more open");
    expect(told(thread).filter((text) => text.includes("A colleague talks to the same person"))).toHaveLength(1);
    expect(offer.buttons.map(({ label }) => label)).toEqual([`Take ${first.code}`]);
  });
});

describe("a conversation whose owner is off shift", () => {
  afterEach(async () => {
    await desk.product.db.system("duty_shifts").delete();
    await desk.product.db.system("users").update({ last_routed_at: null });
  });

  it("goes back with its summary and promises once the customer waits, which /queue says, and the next on shift is called", async () => {
    await duty("Ann", -180, 60);
    await duty("Ben", 60, 180);
    await set("desk.return_unanswered", "off");
    const { customer, thread, code } = await taken("Dora");
    say(ann, thread, "I will call you tomorrow at 9:00");
    await waitFor("the line", () => desk.said(customer).some((text) => text.includes("tomorrow at 9:00")));
    await desk.settled();
    later(61);
    expect(await returnUnanswered(desk.product)).toBe(0);
    desk.product.clock = { now: () => new Date() };
    desk.slack.people.write({ user: customer, text: "Where is my statement?" });
    await waitFor("the mirror", () => told(thread).some((text) => text.includes("Where is my statement")));
    await desk.settled();
    await desk.product.db.system("settings").where({ key: "routing.mode" }).delete();
    later(59);
    expect(await returnUnanswered(desk.product)).toBe(0);
    later(61);
    await command(lead, "/desk queue");
    await privately(lead, "Ann (off shift)");
    // The product looks every minute as well.
    await returnUnanswered(desk.product);
    const back = await waitFor("the return", () =>
      told(thread).find((text) => text.includes(`Ann is off shift: ${code} is back in the queue · Ben's turn`)),
    );
    expect(back).toContain("Unanswered: “Where is my statement?”");
    expect(back).toMatch(/Promised: .*09:00 · Ann: “I will call you tomorrow at 9:00”/);
    await directly(ann, `Your shift is over and Dora waits: ${code} went back to the queue`);
    await command(lead, "/desk queue");
    await privately(lead, `${code} · Dora · is back in the queue: the owner is off shift`);
  });

  it("is not offered the customer's other conversations then", async () => {
    await duty("Ann", -180, 60);
    await taken("Emil");
    const [row] = await desk.rows<{ customer_id: string }>(
      "SELECT id AS customer_id FROM customers WHERE name = 'Emil'",
    );
    const other = { id: newId(), customerId: row?.customer_id ?? "" };
    const notBefore = new Date(Date.now() - 3_600_000);
    const holderAt = (now: Date) =>
      inOrganization(desk.product.db, desk.orgId, (scope) => holderOfOther(scope, other, { notBefore, now }));
    const [{ id: annId }] = await desk.product.db.system("users").where({ name: "Ann" }).select("id");
    expect(await holderAt(new Date())).toBe(annId);
    expect(await holderAt(new Date(Date.now() + 61 * 60_000))).toBeNull();
    await desk.product.db.system("users").where({ id: annId }).update({ presence: "busy" });
    expect(await holderAt(new Date())).toBe(annId);
    expect(await holderAt(new Date(Date.now() + 61 * 60_000))).toBeNull();
    await desk.product.db.system("users").where({ id: annId }).update({ presence: "online" });
  });
});

describe("what was put back", () => {
  it.each([
    ["owner_away", "the owner is away", "负责人已离开"],
    ["off_shift", "the owner is off shift", "负责人已下班"],
    ["unanswered", "not answered in time", "未按时回复"],
    ["staff_left", "the owner's access has ended", "原负责人的权限已停用"],
    ["idle", "nothing was said for long", "长时间无新消息"],
  ])("as %s is in /queue with the reason, in both languages", async (reason, en, zh) => {
    const { code } = await waiting(`Q ${reason}`);
    await desk.settled();
    await desk.product.db
      .system("conversations")
      .where({ number: code.slice(1) })
      .update({ handoff_reason: reason });
    await command(lead, "/desk queue");
    await privately(lead, en);
    await desk.product.db.system("users").where({ name: "Lea" }).update({ language: "zh" });
    await command(lead, "/desk queue");
    await privately(lead, zh);
    await desk.product.db.system("users").where({ name: "Lea" }).update({ language: "en" });
  });
});

async function person(name: string, role: "agent" | "team_lead"): Promise<string> {
  const id = desk.newPerson(name);
  desk.slack.workspace.channels.get(slackDeskPlace)?.members.add(id);
  await linkStaff(desk, { platform: "slack", personId: id, name, role });
  return id;
}

/** A shift of every day, in minutes from now. */
async function duty(name: string, from: number, to: number): Promise<void> {
  const minuteIn = (minutes: number) => {
    const at = DateTime.utc().plus({ minutes });
    return at.hour * 60 + at.minute;
  };
  await inOrganization(desk.product.db, desk.orgId, async (scope) => {
    const { id: userId } = await scope.trx("users").where({ org_id: desk.orgId, name }).first("id");
    const weekdays = [1, 2, 3, 4, 5, 6, 7];
    const shift = { kind: "duty" as const, weekdays, firstDate: null, lastDate: null };
    await addShift(
      scope,
      { actor: "cli" },
      {
        ...shift,
        teamId: await onlyTeam(scope),
        userId,
        from: minuteIn(from),
        to: minuteIn(to) || 24 * 60,
      },
    );
  });
}

async function onlyTeam(scope: OrgScope): Promise<string> {
  const { trx, orgId } = scope;
  const known = await trx("teams").where({ org_id: orgId }).first("id");
  if (known) return known.id;
  const { id } = await addTeam(scope, { actor: "cli" }, { name: "Desk" });
  const people = await trx("users").where({ org_id: orgId }).whereIn("name", ["Ann", "Ben", "Lea"]).select("id");
  await trx("user_teams").insert(people.map((person) => ({ user_id: person.id, team_id: id, org_id: orgId })));
  return id;
}

function later(minutes: number): void {
  desk.product.clock = { now: () => new Date(Date.now() + minutes * 60_000) };
}

async function set(key: string, value: unknown): Promise<void> {
  const row = { key, value: JSON.stringify(value), value_type: "json", category: "test" };
  await desk.product.db.system("settings").insert({ id: newId(), org_id: desk.orgId, ...row });
}

async function waiting(name: string) {
  const customer = desk.newPerson(name);
  desk.slack.people.write({ user: customer, text: "I want to talk to a human" });
  const thread = await waitFor(`the thread of ${name}`, async () => {
    const [row] = await desk.rows<{ thread_id: string | null }>(
      `SELECT t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
       JOIN customers c ON c.id = v.customer_id WHERE c.name = ?`,
      [name],
    );
    return row?.thread_id ?? null;
  });
  await waitFor("the call", () => told(thread).some((text) => text.includes("asks for a person")));
  const code = /^C\d+/.exec(desk.posted(slackDeskPlace, thread)[0]?.text ?? "")?.[0] ?? "no code";
  return { customer, thread, code };
}

/** A customer who asked for a person, and whom Ann has taken. */
async function taken(name: string) {
  const found = await waiting(name);
  say(ann, found.thread, "@deskhand take");
  await waitFor("the taking", () => told(found.thread).some((text) => text.includes("Ann has taken")));
  return found;
}

async function ownerOf(customer: string): Promise<string | null> {
  const [row] = await desk.rows<{ name: string | null }>(
    `SELECT u.name FROM conversations v JOIN customers c ON c.id = v.customer_id LEFT JOIN users u ON u.id = v.agent_id
     WHERE c.name = ?`,
    [customer],
  );
  return row?.name ?? null;
}

function told(thread: string): string[] {
  return desk
    .posted(slackDeskPlace, thread)
    .slice(1)
    .map(({ text }) => text);
}

/** The newest answer that only one person was shown. */
function privately(user: string, text: string) {
  return waitFor(`“${text}” to ${user}`, () =>
    desk
      .posted(slackDeskPlace)
      .filter((message) => message.ephemeralTo === user)
      .reverse()
      .find((message) => message.text.includes(text)),
  );
}

function directly(user: string, text: string) {
  const { id } = desk.slack.workspace.directWith(user);
  return waitFor(`“${text}” to ${user}`, () => desk.posted(id).find((message) => message.text.includes(text)));
}

function say(user: string, thread: string, text: string) {
  return desk.slack.people.write({ user, channel: slackDeskPlace, threadTs: thread, text });
}

async function command(user: string, line: string): Promise<void> {
  await desk.slack.people.command({ user, line, channel: slackDeskPlace });
}
