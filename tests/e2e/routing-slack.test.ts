import { DateTime } from "luxon";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { resolveIdle } from "../../bot/desk/resolve-idle.ts";
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
  await desk.product.db.system("users").update({ presence: "away" });
  await desk.product.db.system("conversations").update({ status: "closed" });
});
afterEach(async () => {
  // Under the test's own clock: what waits to be sent is due by it.
  await desk.settled();
  desk.product.clock = { now: () => new Date() };
  await desk.product.db.system("settings").where("category", "test").delete();
  await desk.settled();
});

describe("presence", () => {
  it("is set by a word in either language, shown to who asks, and kept in the trail", async () => {
    await command(ann, "/desk presence busy");
    await privately(ann, "You are busy");
    await command(ann, "/desk presence 在线");
    await privately(ann, "You are online");
    await command(ann, "/desk presence");
    await command(ann, "/desk presence asleep");
    await privately(ann, "There is no “asleep”");
    const trail = await desk.rows("SELECT changes FROM audit_logs WHERE action = 'user.presence' ORDER BY created_at");
    expect(trail).toEqual([
      { changes: { before: "away", after: "busy" } },
      { changes: { before: "busy", after: "online" } },
    ]);
  });

  it("begins with the first line of somebody who never said otherwise", async () => {
    const cat = await person("Cat", "agent");
    const { thread } = await waiting("Presence");
    say(cat, thread, "// looking at it");
    await waitFor("Cat to be online", async () => (await presenceOf("Cat")) === "online");
  });
});

describe("a conversation that begins to wait", () => {
  it("is offered to who is online: in the thread, on the card, and to them in private with a button", async () => {
    await online("Ben");
    const { thread, code } = await waiting("Wang");
    await waitFor("the call", () => told(thread).some((text) => text.includes("asks for a person · Ben's turn")));
    await waitFor("the card", () => card(thread)?.text.includes("waiting for a person, Ben's turn"));
    const offer = await directly(ben, `Your turn: ${code} · Wang asks for a person`);
    await desk.slack.people.press({
      user: ben,
      channel: desk.slack.workspace.directWith(ben).id,
      ts: offer.ts,
      button: "Take",
    });
    await waitFor("the taking", () => told(thread).some((text) => text.includes("Ben has taken")));
  });

  it("may still be taken by somebody else", async () => {
    await online("Ben");
    const { thread } = await waiting("Xu");
    await waitFor("the turn", () => told(thread).some((text) => text.includes("Ben's turn")));
    say(ann, thread, "@deskhand take");
    await waitFor("the taking", () => told(thread).some((text) => text.includes("Ann has taken")));
    await waitFor("the card", () => card(thread)?.text.includes("With: Ann"));
    expect(card(thread)?.text).not.toContain("Ben's turn");
  });

  it("is given to them at once where the organisation says so", async () => {
    await set("routing.mode", "assign");
    await online("Ann");
    const { customer, thread, code } = await waiting("Yan");
    await waitFor("the call", () => told(thread).some((text) => text.includes("given to Ann")));
    await directly(ann, `You have been given ${code}`);
    say(ann, thread, "Hello Yan");
    await waitFor("the line at the customer", () => desk.said(customer).includes("Hello Yan"));
  });

  it("tells the customer when the desk opens, where nobody is on and it is closed", async () => {
    await set("organization.timezone", "Asia/Shanghai");
    const opening = DateTime.now().setZone("Asia/Shanghai").setLocale("en").plus({ days: 2 });
    await set("sla.working_hours", { [opening.toFormat("ccc").toLowerCase()]: "09:00-18:00" });
    const night = desk.newPerson("Night Owl");
    desk.slack.people.write({ user: night, text: "I want to talk to a human" });
    const [said] = await desk.answersTo(night, 1);
    expect(said).toContain(
      `We are back on ${opening.toFormat("cccc")} at 09:00 (Shanghai time) and will answer you here.`,
    );
    await online("Ann");
    const early = desk.newPerson("Early Bird");
    desk.slack.people.write({ user: early, text: "I want to talk to a human" });
    expect((await desk.answersTo(early, 1))[0]).toContain("I am handing you over to a colleague");
  });
});

describe("a conversation in a language", () => {
  beforeEach(async () => {
    await desk.product.db
      .system("users")
      .where({ name: "Ann" })
      .update({ languages: ["zh"] });
    await desk.product.db
      .system("users")
      .where({ name: "Ben" })
      .update({ languages: ["en"] });
  });
  afterEach(async () => {
    await desk.product.db.system("users").update({ languages: [] });
  });

  it.each([
    ["Chinese", "我要人工客服", "Ann"],
    ["English", "I want to talk to a human", "Ben"],
  ])("is offered to who speaks it: %s, each time, however many they have", async (language, words, speaker) => {
    await online("Ann");
    await online("Ben");
    for (const round of ["First", "Second", "Third"]) {
      expect(await turnOf(`${round} in ${language}`, words)).toBe(speaker);
    }
  });

  it("is offered to who is there, where nobody who speaks it is", async () => {
    await online("Ben");
    expect(await turnOf("Nobody speaks it", "我要人工客服")).toBe("Ben");
    await online("Ann");
    expect(await turnOf("Somebody does now", "我要人工客服")).toBe("Ann");
  });

  it("goes by the language that the customer keeps, whatever they write in this time", async () => {
    await online("Ann");
    await online("Ben");
    const customer = desk.newPerson("Keeps");
    desk.slack.people.write({ user: customer, text: "请用中文回复，谢谢" });
    await waitFor("the language", async () => {
      const [row] = await desk.rows<{ language: string }>("SELECT language FROM customers WHERE name = 'Keeps'");
      return row?.language === "zh";
    });
    desk.slack.people.write({ user: customer, text: "human" });
    expect(await offeredTo("Keeps")).toBe("Ann");
  });
});

describe("the clock of a conversation", () => {
  it("runs while it waits for a person, stands while we wait for the customer, and ends with its resolution", async () => {
    const began = Date.now();
    desk.product.clock = { now: () => new Date(began) };
    const { customer, thread } = await waiting("Zhao");
    await waitFor("the clock", async () => (await clockOf("Zhao")).waiting_since !== null);
    const first = await clockOf("Zhao");
    expect(minutes(first.waiting_since, first.sla_first_response_at)).toBe(30);
    expect(minutes(first.waiting_since, first.sla_resolve_deadline)).toBe(24 * 60);
    // That a colleague will answer is no answer.
    expect(first.first_response_at).toBeNull();

    say(ann, thread, "@deskhand take");
    await waitFor("the taking", () => told(thread).some((text) => text.includes("Ann has taken")));
    desk.product.clock = { now: () => new Date(began + 45 * 60_000) };
    say(ann, thread, "Hello Zhao");
    await waitFor("the clock to stand", async () => (await clockOf("Zhao")).waiting_since === null);
    const standing = await clockOf("Zhao");
    expect(standing).toMatchObject({ sla_first_response_at: null, sla_resolve_deadline: null });
    expect(standing.sla_resolve_left_seconds / 60).toBeCloseTo(24 * 60 - 45, -0.5);

    desk.slack.people.write({ user: customer, text: "Are you there?" });
    await waitFor("the clock to go on", async () => (await clockOf("Zhao")).sla_next_response_at !== null);
    const next = await clockOf("Zhao");
    expect(minutes(next.waiting_since, next.sla_next_response_at)).toBe(60);
    say(ann, thread, "@deskhand resolve");
    await waitFor("the resolution", () => told(thread).some((text) => text.includes("Ann resolved")));
    const results = await desk.rows(
      `SELECT r.kind, r.outcome, r.is_met FROM sla_results r JOIN conversations v ON v.id = r.conversation_id
       JOIN customers c ON c.id = v.customer_id WHERE c.name = 'Zhao' ORDER BY r.created_at, r.kind`,
    );
    expect(results).toEqual([
      { kind: "first_response", outcome: "answered", is_met: false },
      { kind: "next_response", outcome: "resolved", is_met: true },
      { kind: "resolution", outcome: "resolved", is_met: true },
    ]);
  });

  it("stands when the customer only thanks who has the conversation, and runs when they ask besides", async () => {
    const { customer, thread } = await waiting("Qi");
    say(ann, thread, "@deskhand take");
    await waitFor("the taking", () => told(thread).some((text) => text.includes("Ann has taken")));
    say(ann, thread, "It is on its way.");
    await waitFor("the clock to stand", async () => (await clockOf("Qi")).waiting_since === null);
    await waitFor("the line at the customer", () => desk.said(customer).includes("It is on its way."));
    for (const text of ["thank you!", "👍", "好的，谢谢"]) {
      desk.slack.people.write({ user: customer, text });
      await waitFor("it at the desk", () => told(thread).some((line) => line.includes(text)));
      await desk.settled();
      expect(await clockOf("Qi")).toMatchObject({ waiting_since: null, sla_next_response_at: null });
    }
    desk.slack.people.write({ user: customer, text: "thanks, and when does it arrive?" });
    await waitFor("the clock to go on", async () => (await clockOf("Qi")).sla_next_response_at !== null);
  });

  it("never runs while the bot answers", async () => {
    const customer = desk.newPerson("Bot Only");
    desk.slack.people.write({ user: customer, text: "How do I open an account?" });
    await desk.answersTo(customer, 1);
    await desk.settled();
    const clock = await clockOf("Bot Only");
    expect(clock).toMatchObject({ waiting_since: null, sla_first_response_at: null, sla_resolve_deadline: null });
    expect(clock.first_response_at).not.toBeNull();
  });
});

describe("what waits", () => {
  it("is shown by /queue with a button to take it, by /mine to who has it, and by /sla to a lead", async () => {
    const { thread, code } = await waiting("Qian");
    await waitFor("the clock", async () => (await clockOf("Qian")).waiting_since !== null);
    await command(ann, "/desk queue");
    const shown = await privately(ann, "1 waiting");
    expect(shown.text).toMatch(new RegExp(`${code} · Qian · asks for a person · since .* · due .* · en`));
    await desk.slack.people.press({ user: ann, channel: slackDeskPlace, ts: shown.ts, button: `Take ${code}` });
    await waitFor("the taking", () => told(thread).some((text) => text.includes("Ann has taken")));
    await command(ann, "/desk mine");
    expect((await privately(ann, "You have 1")).text).toMatch(new RegExp(`${code} · Qian · waits since .*, answer by`));
    await command(ben, "/desk sla");
    await privately(ben, "may not use /sla");
    await set("desk.return_unanswered", "off");
    desk.product.clock = { now: () => new Date(Date.now() + 45 * 60_000) };
    await command(lead, "/desk sla");
    const figures = (await privately(lead, "1 overdue · 0 due within 30 minutes")).text;
    expect(figures).toMatch(new RegExp(`${code} · Qian · medium · Ann · answer ⚠ .*1[45] min late`));
    expect(figures).toMatch(/First response: today \d+ % \(\d+\/\d+\), 7 days/);
  });
});

describe("the question how satisfied a customer is", () => {
  it("follows a resolution by a person, is answered by a button, and the next line is the comment", async () => {
    const { customer, thread } = await helped("Rita");
    const question = await directly(customer, "How satisfied are you");
    expect(question.buttons.map(({ label }) => label)).toEqual(["1", "2", "3", "4", "5"]);
    const direct = desk.slack.workspace.directWith(customer).id;
    await desk.slack.people.press({ user: customer, channel: direct, ts: question.ts, button: "4" });
    await waitFor("the rating in the thread", () => told(thread).includes("⭐ 4/5"));
    await waitFor("the thanks", () => desk.said(customer).some((text) => text.includes("Thank you!")));
    desk.slack.people.write({ user: customer, text: "Ann was quick and kind" });
    await waitFor("the comment", () => told(thread).some((text) => text.includes("Ann was quick and kind")));
    await desk.settled();
    expect(await ratingsOf("Rita")).toEqual([
      {
        status: "resolved",
        satisfaction_score: 4,
        satisfaction_comment: "Ann was quick and kind",
        waiting_since: null,
        rated: "2",
      },
    ]);
    expect(told(thread).filter((text) => text.includes("🔔"))).toHaveLength(1);
  });

  it("is answered by a typed digit, once; later digits and questions are messages again", async () => {
    const { customer, thread } = await helped("Sam");
    await directly(customer, "How satisfied are you");
    desk.slack.people.write({ user: customer, text: "５" });
    await waitFor("the rating in the thread", () => told(thread).includes("⭐ 5/5"));
    desk.slack.people.write({ user: customer, text: "How do I open an account?" });
    await waitFor("the answer", () => desk.said(customer).some((text) => text.includes("Register on our website")));
    await desk.settled();
    const ratings = await ratingsOf("Sam");
    expect(ratings).toHaveLength(2);
    expect(ratings[0]).toMatchObject({ satisfaction_score: 5, satisfaction_comment: null });
  });

  it("follows also where a conversation in which a person helped ends by itself", async () => {
    const { customer, thread } = await waiting("Ole");
    say(ann, thread, "@deskhand take");
    await waitFor("the taking", () => told(thread).some((text) => text.includes("Ann has taken")));
    say(ann, thread, "Done, Ole");
    await waitFor("the line to be sent", () => told(thread).some((text) => text.startsWith("✓ Sent")));
    // A twentieth of a second: back to the queue first, then resolved.
    await set("conversation.idle_hours", 0.05 / 3600);
    await waitFor("the question", async () => {
      await resolveIdle(desk.product);
      return desk.said(customer).some((text) => text.includes("How satisfied are you"));
    });
    expect(await ratingsOf("Ole")).toMatchObject([{ status: "resolved", satisfaction_score: null }]);
  });

  it("is not asked twice in seven days, nor where only the bot helped", async () => {
    const { customer } = await helped("Tom");
    await directly(customer, "How satisfied are you");
    desk.slack.people.write({ user: customer, text: "I want to talk to a human" });
    await waitFor("the second wait", async () => (await ratingsOf("Tom")).length === 2);
    const thread = await threadOf("Tom");
    await help(thread, "Tom");
    await desk.settled();
    expect(desk.said(customer).filter((text) => text.includes("How satisfied"))).toHaveLength(1);

    const bot = desk.newPerson("Uma");
    desk.slack.people.write({ user: bot, text: "How do I open an account?" });
    const other = await threadOf("Uma");
    await desk.answersTo(bot, 1);
    say(ann, other, "@deskhand resolve");
    await waitFor("the resolution", () => told(other).some((text) => text.includes("Ann resolved")));
    await desk.settled();
    expect(desk.said(bot)).toHaveLength(1);
  });

  it.each([
    ["a complaint", "I want to file a complaint about your service, this is unacceptable"],
    ["a withdrawal", "How long does a withdrawal take?"],
  ])("is not asked after %s, nor where it is switched off", async (what, text) => {
    const name = `Vic ${what}`;
    const { customer, thread } = await waiting(name);
    desk.slack.people.write({ user: customer, text });
    await waitFor("the mirror", () => told(thread).some((line) => line.includes(text)));
    await help(thread, name);
    await desk.settled();
    expect(desk.said(customer).some((line) => line.includes("How satisfied"))).toBe(false);
    await set("satisfaction.enabled", false);
    const other = await helped(`Off ${what}`);
    await desk.settled();
    expect(desk.said(other.customer).some((line) => line.includes("How satisfied"))).toBe(false);
  });
});

async function person(name: string, role: "agent" | "team_lead"): Promise<string> {
  const id = desk.newPerson(name);
  desk.slack.workspace.channels.get(slackDeskPlace)?.members.add(id);
  await linkStaff(desk, { platform: "slack", personId: id, name, role });
  return id;
}

async function online(name: string): Promise<void> {
  const presence = { presence: "online", presence_at: desk.product.clock.now() };
  await desk.product.db.system("users").where({ name }).update(presence);
}

/** Whose turn the conversation of a new customer is who asks for a person in these words. */
async function turnOf(name: string, words: string): Promise<string> {
  desk.slack.people.write({ user: desk.newPerson(name), text: words });
  return offeredTo(name);
}

function offeredTo(customer: string): Promise<string> {
  return waitFor(`the turn for ${customer}`, async () => {
    const [row] = await desk.rows<{ name: string }>(
      `SELECT u.name FROM conversations v JOIN customers c ON c.id = v.customer_id JOIN users u ON u.id = v.offered_to
       WHERE c.name = ?`,
      [customer],
    );
    return row?.name;
  });
}

async function presenceOf(name: string): Promise<string | null> {
  return (await desk.product.db.system("users").where({ name }).first("presence")).presence;
}

async function set(key: string, value: unknown): Promise<void> {
  const row = { key, value: JSON.stringify(value), value_type: "json", category: "test" };
  await desk.product.db.system("settings").insert({ id: newId(), org_id: desk.orgId, ...row });
}

async function threadOf(customer: string): Promise<string> {
  return waitFor(`the thread of ${customer}`, async () => {
    const [row] = await desk.rows<{ thread_id: string | null }>(
      `SELECT t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
       JOIN customers c ON c.id = v.customer_id WHERE c.name = ? ORDER BY t.created_at DESC LIMIT 1`,
      [customer],
    );
    return row?.thread_id ?? null;
  });
}

/** A customer whose conversation waits for a person. */
async function waiting(name: string): Promise<{ customer: string; thread: string; code: string }> {
  const customer = desk.newPerson(name);
  desk.slack.people.write({ user: customer, text: "I want to talk to a human" });
  const thread = await threadOf(name);
  await waitFor("the call", () => told(thread).some((text) => text.includes("asks for a person")));
  return { customer, thread, code: /^C\d+/.exec(card(thread)?.text ?? "")?.[0] ?? "no code" };
}

/** A customer whom Ann helped, and whose conversation she resolved. */
async function helped(name: string): Promise<{ customer: string; thread: string }> {
  const found = await waiting(name);
  await help(found.thread, name);
  return found;
}

async function help(thread: string, name: string): Promise<void> {
  say(ann, thread, "@deskhand take");
  await waitFor("the taking", () => told(thread).some((text) => text.includes("Ann has taken")));
  say(ann, thread, `Done, ${name}`);
  await waitFor("the line to be sent", () => told(thread).some((text) => text.startsWith("✓ Sent")));
  say(ann, thread, "@deskhand resolve");
  await waitFor("the resolution", () => told(thread).some((text) => text.includes("Ann resolved")));
}

function card(thread: string) {
  return desk.posted(slackDeskPlace, thread)[0];
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

interface ClockRow {
  waiting_since: Date | null;
  sla_first_response_at: Date | null;
  sla_next_response_at: Date | null;
  sla_resolve_deadline: Date | null;
  sla_resolve_left_seconds: number;
  first_response_at: Date | null;
}

async function clockOf(customer: string): Promise<ClockRow> {
  const [row] = await desk.rows<ClockRow>(
    "SELECT v.* FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = ?",
    [customer],
  );
  if (!row) throw new Error(`${customer} has no conversation`);
  return row;
}

function minutes(from: Date | null, to: Date | null): number {
  return ((to?.getTime() ?? 0) - (from?.getTime() ?? 0)) / 60_000;
}

function ratingsOf(customer: string) {
  return desk.rows(
    `SELECT v.status, v.satisfaction_score, v.satisfaction_comment, v.waiting_since,
       (SELECT count(*) FROM conversation_events e WHERE e.conversation_id = v.id AND e.event_type = 'rated') AS rated
     FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = ? ORDER BY v.created_at`,
    [customer],
  );
}
