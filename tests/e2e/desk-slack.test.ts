import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findTold } from "../../bot/corrections/find-told.ts";
import { resolveIdle } from "../../bot/desk/resolve-idle.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { openSlackDesk, type SlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";

let desk: SlackDesk;
let ann: string;
let ben: string;
let lead: string;
let manager: string;

beforeAll(async () => {
  desk = await openSlackDesk();
  ann = await person("Ann", "agent");
  ben = await person("Ben", "agent");
  lead = await person("Lea", "team_lead");
  manager = await person("Mia", "manager");
});
afterAll(() => desk.close());

describe("a new conversation", () => {
  it("opens a thread with a card, and mirrors what is said in order", async () => {
    const customer = desk.newPerson("Wang Li");
    desk.slack.people.write({ user: customer, text: "How do I open an account?" });
    const thread = await threadOf("Wang Li");
    const card = desk.posted(slackDeskPlace, thread)[0];
    expect(card?.text).toMatch(/^C\d+ · Wang Li/);
    expect(card?.text).toContain("From: slack");
    expect(card?.buttons.map(({ label }) => label)).toEqual(["Take", "Resolve", "Customer"]);
    const texts = await inThread(thread, 2);
    expect(texts[0]).toContain("Wang Li");
    expect(texts[0]).toContain("How do I open an account?");
    expect(texts[1]).toContain("Bot");
    expect(texts[1]).toContain("Register on our website");
  });

  it("shows edits and recalls with what was said before", async () => {
    const customer = desk.newPerson("Edit Ha");
    const { ts } = desk.slack.people.write({ user: customer, text: "My account is 111" });
    const thread = await threadOf("Edit Ha");
    const direct = desk.slack.workspace.directWith(customer).id;
    desk.slack.people.edit({ channel: direct, ts, text: "My account is 222" });
    const edited = await waitFor("the edit", () => told(thread).find((text) => text.includes("edited a message")));
    expect(edited).toContain("My account is 111");
    expect(edited).toContain("My account is 222");
    desk.slack.people.remove({ channel: direct, ts });
    const recalled = await waitFor("the recall", () =>
      told(thread).find((text) => text.includes("took a message back")),
    );
    expect(recalled).toContain("My account is 222");
  });

  it("shows an edit with the answer that was given before it, the bot's or a person's", async () => {
    const customer = desk.newPerson("Ed Now");
    const direct = desk.slack.workspace.directWith(customer).id;
    const { ts } = desk.slack.people.write({ user: customer, text: "How do I open an account?" });
    const thread = await threadOf("Ed Now");
    await waitFor("the answer", () => desk.said(customer).some((text) => text.includes("Register on our website")));
    desk.slack.people.edit({ channel: direct, ts, text: "How do I open a joint account?" });
    const edited = await waitFor("the edit", () => told(thread).find((text) => text.includes("edited a message")));
    expect(edited).toContain("Before that it was answered (🤖):");
    expect(edited).toContain("Register on our website");
    await press(ann, thread, "Take");
    await waitFor("the taking", () => told(thread).some((text) => text.includes("Ann has taken")));
    const second = desk.slack.people.write({ user: customer, text: "And for my son?" });
    await waitFor("the mirror", () => told(thread).some((text) => text.includes("And for my son?")));
    say(ann, thread, "Not before he is 18");
    await waitFor("the mark", () => told(thread).some((text) => text === "✓ Sent to Ed Now"));
    desk.slack.people.edit({ channel: direct, ts: second.ts, text: "And for my wife?" });
    const again = await waitFor("the edit", () => told(thread).find((text) => text.includes("And for my wife?")));
    expect(again).toContain("Before that it was answered (🧑‍💼 Ann):");
    expect(again).toContain("Not before he is 18");
  });
});

describe("taking a conversation", () => {
  it("by command in the thread makes the agent's plain lines go to the customer, and marks each", async () => {
    const { customer, thread } = await waiting("Chen");
    say(ann, thread, "@deskhand take");
    await waitFor("the taking", () => told(thread).some((text) => text.includes("Ann has taken")));
    say(ann, thread, "Hello Chen, how can I help?");
    await waitFor("the line at the customer", () => desk.said(customer).includes("Hello Chen, how can I help?"));
    await waitFor("the mark", () => told(thread).some((text) => text === "✓ Sent to Chen"));
    const [delivery] = await desk.rows(
      "SELECT act FROM deliveries WHERE audience = 'customer' AND act->>'why' = 'line' ORDER BY seq DESC LIMIT 1",
    );
    expect(delivery).toMatchObject({ act: { by: "user", userId: expect.any(String), receipt: expect.any(String) } });
  });

  it("by button is told to everybody in the thread, and changes the card", async () => {
    const { thread } = await waiting("Dan");
    await press(ann, thread, "Take");
    await waitFor("the thread to hear", () => told(thread).some((text) => text.includes("Ann has taken")));
    await waitFor("the card", () => desk.posted(slackDeskPlace, thread)[0]?.text.includes("With: Ann"));
    expect(desk.posted(slackDeskPlace, thread)[0]?.buttons.map(({ label }) => label)).toEqual([
      "Release to the bot",
      "Resolve",
      "Customer",
    ]);
  });

  it("at the same instant is won by one, and the other is told who has it", async () => {
    const { thread } = await waiting("Eve");
    await Promise.all([press(ann, thread, "Take"), press(ben, thread, "Take")]);
    const answers = await waitFor("both answers", () => {
      const found = ephemeral(thread).filter(({ text }) => /has taken|has C\d+ already/.test(text));
      return found.length >= 2 ? found : null;
    });
    const won = answers.filter(({ text }) => text.includes("has taken"));
    const lost = answers.filter(({ text }) => text.includes("already"));
    expect([won.length, lost.length]).toEqual([1, 1]);
    expect(won[0]?.ephemeralTo).not.toBe(lost[0]?.ephemeralTo);
    const events = await desk.rows(
      `SELECT e.id FROM conversation_events e JOIN customers c ON c.id = e.customer_id WHERE c.name = 'Eve' AND e.event_type = 'taken'`,
    );
    expect(events).toHaveLength(1);
  });

  it("silences the bot, which drafts for the desk instead, until it is released", async () => {
    const { customer, thread } = await waiting("Fay");
    await press(ann, thread, "Take");
    await waitFor("the taking", () => told(thread).some((text) => text.includes("Ann has taken")));
    const before = desk.said(customer).length;
    desk.slack.people.write({ user: customer, text: "How do I open an account?" });
    const draft = await waitFor("the draft", () =>
      desk.posted(slackDeskPlace, thread).find(({ text }) => text.includes("Suggested, not sent")),
    );
    expect(draft.text).toContain("Register on our website");
    expect(desk.said(customer)).toHaveLength(before);
    await desk.slack.people.press({ user: ann, channel: slackDeskPlace, ts: draft.ts, button: "Send" });
    await waitFor("the sent draft", () => desk.said(customer).some((text) => text.includes("Register on our website")));
    const [delivery] = await desk.rows(
      "SELECT act FROM deliveries WHERE audience = 'customer' AND act->>'why' = 'button: answer'",
    );
    expect(delivery).toMatchObject({ act: { by: "user", offer: { isChanged: false } } });
    const entry = { reference: "open-account-en", version: null };
    const heard = await inOrganization(desk.product.db, desk.orgId, (scope) => findTold(scope, entry));
    expect(heard.filter(({ customerName }) => customerName === "Fay")).toMatchObject([
      { by: "colleague", correction: null },
    ]);
    say(ann, thread, "@deskhand release");
    await waitFor("the release", () => told(thread).some((text) => text.includes("is back with the bot")));
    desk.slack.people.write({ user: customer, text: "How long does a withdrawal take?" });
    await waitFor("the bot's answer", () =>
      desk.said(customer).some((text) => text.includes("two to three business days")),
    );
  });

  it("of a colleague's conversation is a lead's to change, by assigning it", async () => {
    const { customer, thread } = await waiting("Gus");
    await press(ann, thread, "Take");
    await waitFor("the taking", () => told(thread).some((text) => text.includes("Ann has taken")));
    say(ben, thread, "@deskhand assign Ben");
    await waitFor("the refusal", () => ephemeral(thread).some(({ text }) => text.includes("may not use /assign")));
    say(lead, thread, "@deskhand assign Ben");
    await waitFor("the assignment", () => told(thread).some((text) => text.includes("Lea gave C")));
    await waitFor("Ben to be told", () => desk.said(ben).some((text) => text.includes("Lea gave you")));
    say(ann, thread, "still me?");
    await waitFor("the mark", () => told(thread).some((text) => text.includes("Internal, not sent to Gus")));
    say(ben, thread, "Ben here");
    await waitFor("Ben's line", () => desk.said(customer).includes("Ben here"));
    expect(desk.said(customer)).not.toContain("still me?");
  });
});

describe("when much happens at once", () => {
  it("an agent who is unlinked in the middle can send nothing any more, and is told how to link", async () => {
    const id = desk.newPerson("Leaver");
    desk.slack.workspace.channels.get(slackDeskPlace)?.members.add(id);
    const userId = await linkStaff(desk, { platform: "slack", personId: id, name: "Leaver", role: "agent" });
    const { customer, thread } = await waiting("Quinn");
    await press(id, thread, "Take");
    await waitFor("the taking", () => told(thread).some((text) => text.includes("Leaver has taken")));
    const before = desk.said(customer).length;
    await desk.product.db.system("user_identities").where({ user_id: userId }).delete();
    say(id, thread, "one last word");
    await waitFor("how to link", () =>
      ephemeral(thread).some(({ text, ephemeralTo }) => ephemeralTo === id && text.includes("/link CODE")),
    );
    await press(id, thread, "Resolve");
    await desk.settled();
    expect(desk.said(customer)).toHaveLength(before);
    const [state] = await desk.rows(
      "SELECT v.status FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = 'Quinn'",
    );
    expect(state).toEqual({ status: "active" });
  });
});

describe("what never reaches a customer", () => {
  it.each([
    ["a note", "// he sounds angry"],
    ["a full-width note", "／／ 他很生气"],
    ["a note with Chinese commas", "、、他很生气"],
    ["an unknown command", "／foo bar"],
    ["a mention of a colleague", "@Ben look at this"],
    ["a mention of the bot", "@deskhand ask how long does it take"],
  ])("is %s, even of whoever has the conversation", async (_what, text) => {
    const { customer, thread } = await taken(`Note ${_what.slice(-6)}`);
    const before = desk.said(customer).length;
    say(ann, thread, text);
    await desk.settled();
    say(ann, thread, "and this is for you");
    await waitFor("the plain line", () => desk.said(customer).includes("and this is for you"));
    expect(desk.said(customer)).toHaveLength(before + 1);
  });

  it("is a forwarded message, or the edit of a note", async () => {
    const { customer, thread } = await taken("Hal");
    const before = desk.said(customer).length;
    const { ts } = say(ann, thread, "// a note");
    await waitFor("the mark", () => told(thread).some((text) => text.includes("Internal, not sent to Hal: a note")));
    desk.slack.people.edit({ channel: slackDeskPlace, ts, text: "no longer a note" });
    const source = desk.slack.people.write({ user: ann, channel: slackDeskPlace, text: "secret" });
    desk.slack.people.forward({
      user: ann,
      from: { channel: slackDeskPlace, ts: source.ts },
      channel: slackDeskPlace,
      threadTs: thread,
    });
    await desk.settled();
    expect(desk.said(customer)).toHaveLength(before);
  });

  it("is a colleague's line, which is marked, with taking over offered", async () => {
    const { customer, thread } = await taken("Ida");
    const before = desk.said(customer).length;
    say(ben, thread, "I know the answer");
    const mark = await waitFor("the mark", () =>
      desk.posted(slackDeskPlace, thread).find(({ text }) => text.includes("Internal, not sent to Ida")),
    );
    expect(mark.buttons.map(({ label }) => label)).toEqual(["Take over"]);
    expect(desk.said(customer)).toHaveLength(before);
  });

  it("is a line with a prohibited claim, which is held and marked with the reason", async () => {
    const { customer, thread } = await taken("Jan");
    const before = desk.said(customer).length;
    say(ann, thread, "This plan has guaranteed returns of 20%");
    await waitFor("the mark", () => told(thread).some((text) => text.startsWith("⏸ Not sent to Jan")));
    expect(desk.said(customer)).toHaveLength(before);
    // Managers need not wait for the job that looks each minute.
    const [alert] = await desk.rows(
      `SELECT a.kind, a.status
       FROM alerts a JOIN approvals p ON a.cause = 'reply_held:' || p.id
       JOIN conversations v ON v.id = p.conversation_id JOIN customers c ON c.id = v.customer_id WHERE c.name = 'Jan'`,
    );
    expect(alert).toEqual({ kind: "reply_held", status: "open" });
  });
});

describe("a held line", () => {
  it("goes out once a manager approves it, never the author, and the thread hears of it", async () => {
    const { customer, thread } = await taken("Lou");
    say(ann, thread, "Our plan has guaranteed returns of 20%");
    const mark = await waitFor("the mark", () => told(thread).find((text) => text.startsWith("⏸ Not sent to Lou")));
    const number = /approval (\d+)/.exec(mark)?.[1] ?? "";
    await desk.slack.people.command({ user: ann, channel: slackDeskPlace, line: `/desk approve ${number}` });
    await waitFor("the refusal", () =>
      desk
        .posted(slackDeskPlace)
        .some(({ text, ephemeralTo }) => ephemeralTo === ann && text.includes("may not use /approve")),
    );
    await desk.slack.people.command({ user: manager, channel: slackDeskPlace, line: `/desk approve ${number}` });
    await waitFor("the text", () => desk.said(customer).some((text) => text.includes("guaranteed returns of 20%")));
    await waitFor("the thread to hear", () => told(thread).some((text) => text.includes("was approved by Mia")));
    await waitFor("the author to hear", () => desk.said(ann).some((text) => text.includes("was approved by Mia")));
  });
});

describe("the bot's mode", () => {
  it("set to suggest, shows customers no automated word and the desk what it would have said", async () => {
    await desk.slack.people.command({ user: lead, channel: slackDeskPlace, line: "/desk bot suggest" });
    await waitFor(
      "the setting",
      async () => (await desk.rows("SELECT 1 FROM settings WHERE key = 'answers.mode'")).length === 1,
    );
    const customer = desk.newPerson("Max");
    desk.slack.people.write({ user: customer, text: "How do I open an account?" });
    const thread = await threadOf("Max");
    await waitFor("the draft", () => told(thread).some((text) => text.includes("Suggested, not sent")));
    await waitFor("the call", () => told(thread).some((text) => text.includes("waits for a person")));
    expect(desk.said(customer)).toEqual([]);
    await desk.slack.people.command({ user: lead, channel: slackDeskPlace, line: "/desk bot auto" });
    await waitFor(
      "the setting",
      async () => (await desk.rows("SELECT 1 FROM settings WHERE value = '\"auto\"'")).length === 1,
    );
    desk.slack.people.write({ user: customer, text: "How long does a withdrawal take?" });
    await waitFor("the answer", () => desk.said(customer).some((text) => text.includes("two to three business days")));
    const trail = await desk.rows("SELECT changes FROM audit_logs WHERE action = 'setting.change' ORDER BY seq");
    expect(trail).toMatchObject([{ changes: { after: "suggest" } }, { changes: { before: "suggest", after: "auto" } }]);
  });
});

describe("after it is resolved", () => {
  it("thanks reopen nothing, and a question begins a new conversation, linked to the last", async () => {
    const { customer, thread } = await taken("Nia");
    say(ann, thread, "@deskhand resolve");
    await waitFor("the end", () => told(thread).some((text) => text.includes("Ann resolved C")));
    const before = desk.said(customer).length;
    desk.slack.people.write({ user: customer, text: "thanks!" });
    await waitFor("the thanks in the old thread", () => told(thread).some((text) => text.includes("thanks!")));
    say(ann, thread, "you are welcome");
    await waitFor("the mark", () => told(thread).some((text) => text.includes("the conversation is resolved")));
    expect(desk.said(customer)).toHaveLength(before);
    desk.slack.people.write({ user: customer, text: "How do I open an account?" });
    await waitFor("the answer", () => desk.said(customer).some((text) => text.includes("Register on our website")));
    const conversations = await desk.rows(
      `SELECT v.status, v.previous_id IS NOT NULL AS is_linked FROM conversations v JOIN customers c ON c.id = v.customer_id
       WHERE c.name = 'Nia' ORDER BY v.created_at`,
    );
    expect(conversations).toEqual([
      { status: "resolved", is_linked: false },
      { status: "pending", is_linked: true },
    ]);
  });

  it("by being idle, one that a person holds goes back to the queue first", async () => {
    const { thread } = await taken("Ola");
    say(ann, thread, "Done, Ola");
    await waitFor("the line to be sent", () => told(thread).some((text) => text.startsWith("✓ Sent")));
    const age = () =>
      desk.product.db.system.raw(
        `UPDATE conversations SET last_message_at = last_message_at - interval '25 hours', handoff_at = handoff_at - interval '25 hours',
           taken_at = taken_at - interval '25 hours' WHERE customer_id = (SELECT id FROM customers WHERE name = 'Ola')`,
      );
    await age();
    await resolveIdle(desk.product);
    await waitFor("the queue", () => told(thread).some((text) => text.includes("it is back in the queue")));
    await resolveIdle(desk.product);
    await desk.settled();
    expect(told(thread).some((text) => text.includes("is resolved"))).toBe(false);
    await age();
    await resolveIdle(desk.product);
    await waitFor("the end", () => told(thread).some((text) => text.includes("was silent for long and is resolved")));
  });

  it("by being idle, one whose customer waits neither ends nor leaves its owner", async () => {
    const { thread } = await taken("Una");
    const of = "WHERE customer_id = (SELECT id FROM customers WHERE name = 'Una')";
    await desk.product.db.system.raw(
      `UPDATE conversations SET last_message_at = last_message_at - interval '60 hours', taken_at = taken_at - interval '60 hours' ${of}`,
    );
    await resolveIdle(desk.product);
    await desk.settled();
    expect(told(thread).some((text) => text.includes("back in the queue") || text.includes("is resolved"))).toBe(false);
    const [held] = await desk.rows(
      `SELECT status, agent_id IS NOT NULL AS is_held, waiting_since FROM conversations ${of}`,
    );
    expect(held).toEqual({ status: "active", is_held: true, waiting_since: expect.any(Date) });
  });
});

describe("commands about a customer", () => {
  it("show, tag, move and note them, where only the asker sees the answer", async () => {
    const { thread } = await waiting("Pia");
    const ask = async (line: string, answer: string) => {
      say(ann, thread, `@deskhand ${line}`);
      await waitFor(answer, () =>
        ephemeral(thread).some(({ text, ephemeralTo }) => ephemeralTo === ann && text.includes(answer)),
      );
    };
    await ask("tag +vip", "+vip");
    await ask("stage interested", "potential → interested");
    await ask("note wants a call on Monday", "Noted");
    await ask("customer", "Tags: vip");
    await ask("history", "wants a call on Monday");
    await ask("/stagee", "Did you mean /stage");
    const notes = await desk.rows(
      "SELECT m.content FROM messages m JOIN customers c ON c.id = m.customer_id WHERE c.name = 'Pia' AND m.direction = 'internal'",
    );
    expect(notes).toEqual([{ content: "wants a call on Monday" }]);
  });
});

describe("a thread that somebody deletes", () => {
  it("is opened again with what comes next, and nothing is lost", async () => {
    const customer = desk.newPerson("Kim");
    desk.slack.people.write({ user: customer, text: "How do I open an account?" });
    const thread = await threadOf("Kim");
    await inThread(thread, 2);
    desk.slack.people.remove({ channel: slackDeskPlace, ts: thread });
    const again = await waitFor("the new thread", async () => {
      const [row] = await desk.rows<{ thread_id: string | null }>(
        "SELECT t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id JOIN customers c ON c.id = v.customer_id WHERE c.name = 'Kim'",
      );
      return row?.thread_id && row.thread_id !== thread ? row.thread_id : null;
    });
    desk.slack.people.write({ user: customer, text: "How long does a withdrawal take?" });
    await waitFor("the mirror", () => told(again).some((text) => text.includes("How long does a withdrawal take?")));
  });
});

async function person(name: string, role: "agent" | "team_lead" | "manager"): Promise<string> {
  const id = desk.newPerson(name);
  desk.slack.workspace.channels.get(slackDeskPlace)?.members.add(id);
  await linkStaff(desk, { platform: "slack", personId: id, name, role });
  return id;
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
async function waiting(name: string): Promise<{ customer: string; thread: string }> {
  const customer = desk.newPerson(name);
  desk.slack.people.write({ user: customer, text: "I want to talk to a human" });
  const thread = await threadOf(name);
  await waitFor("the call", () => told(thread).some((text) => text.includes("asks for a person")));
  return { customer, thread };
}

async function taken(name: string): Promise<{ customer: string; thread: string }> {
  const found = await waiting(name);
  await press(ann, found.thread, "Take");
  await waitFor("the taking", () => told(found.thread).some((text) => text.includes("Ann has taken")));
  return found;
}

/** What the bot said in a thread, without its card. */
function told(thread: string): string[] {
  return desk
    .posted(slackDeskPlace, thread)
    .slice(1)
    .map(({ text }) => text);
}

async function inThread(thread: string, count: number): Promise<string[]> {
  return waitFor(`${count} lines in the thread`, () => (told(thread).length >= count ? told(thread) : null));
}

/** What single people were shown about the thread's conversation, in the thread or beside it. */
function ephemeral(thread: string) {
  const code = /^C\d+/.exec(desk.posted(slackDeskPlace, thread)[0]?.text ?? "")?.[0] ?? "no code";
  return desk
    .posted(slackDeskPlace)
    .filter(({ ephemeralTo, threadTs, text }) => ephemeralTo && (threadTs === thread || text.includes(code)));
}

function say(user: string, thread: string, text: string) {
  return desk.slack.people.write({ user, channel: slackDeskPlace, threadTs: thread, text });
}

async function press(user: string, thread: string, button: string): Promise<void> {
  await desk.slack.people.press({ user, channel: slackDeskPlace, ts: thread, button });
}
