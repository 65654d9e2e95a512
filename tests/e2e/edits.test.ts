import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { endWait } from "../../domain/conversations/keep-sla.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { importFaqs } from "../support/faqs.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { allSent } from "../support/settled.ts";
import { openSlackDesk, type SlackDesk } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";

/** A customer's chat on one platform, whatever its wire looks like. */
interface EditedChat {
  desk: OpenProduct;
  /** Gives the message's platform id. */
  write(person: string, text: string): { id: string; edit(text: string): void };
  said(person: string): string[];
  newPerson(name: string): string;
}

const token = "700100201:AAHtesttesttesttesttest";
const open = "How do I open an account?";
const withdraw = "How long does a withdrawal take?";
let slack: SlackDesk;
let telegram: TelegramEmulator;
let onTelegram: OpenProduct;
let people = 0;

beforeAll(async () => {
  slack = await openSlackDesk();
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  onTelegram = await openProduct({
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_MODE: "polling",
    TELEGRAM_API_ROOT: telegram.apiRoot,
  });
  await importFaqs(onTelegram);
  for (const desk of [slack, onTelegram]) await setQuiet(desk, 1);
  await linkStaff(slack, { platform: "slack", personId: "U0ANN", name: "Ann", role: "agent" });
  await linkStaff(onTelegram, { platform: "telegram", personId: "77", name: "Ann", role: "agent" });
});
afterAll(async () => {
  await slack.close();
  await onTelegram.close();
  await telegram.close();
});

describe.each(["Slack", "Telegram"])("a customer's edit on %s", (name) => {
  it("that asks something else is answered, once", async () => {
    const { chat, person } = await customer(name);
    const message = chat.write(person, open);
    await saying(chat, person, "Register on our website");
    message.edit(withdraw);
    await saying(chat, person, "two to three business days");
    expect(await heeded(chat, message.id)).toEqual([2]);
    expect(count(chat, person, "two to three business days")).toBe(1);
    expect(await answersOf(chat, message.id)).toEqual(["answered", "answered"]);
  });

  it("that mends spelling or says the same in other words gets no new answer", async () => {
    const { chat, person } = await customer(name);
    const message = chat.write(person, "How do I open an acount");
    await saying(chat, person, "Register on our website");
    message.edit("How do I open an account, please?");
    await jobsDone(chat, message.id, 2);
    expect(count(chat, person, "Register on our website")).toBe(1);
    expect(await heeded(chat, message.id)).toEqual([]);
  });

  it("of many within a moment is answered once, to the last wording", async () => {
    const { chat, person } = await customer(name);
    const message = chat.write(person, open);
    await saying(chat, person, "Register on our website");
    for (let round = 1; round <= 9; round += 1) message.edit(`How do I close my account number ${round}?`);
    message.edit(withdraw);
    await saying(chat, person, "two to three business days");
    await jobsDone(chat, message.id, 11);
    expect(await heeded(chat, message.id)).toEqual([11]);
    expect(chat.said(person)).toHaveLength(2);
  });

  it("is only shown at the desk while a person has the conversation, save for what must not be missed", async () => {
    const { chat, person, label } = await customer(name);
    const message = chat.write(person, open);
    await saying(chat, person, "Register on our website");
    await chat.desk.rows(
      `UPDATE conversations SET agent_id = (SELECT id FROM users WHERE org_id = conversations.org_id LIMIT 1)
       WHERE customer_id = (SELECT id FROM customers WHERE name = ?) RETURNING id`,
      [label],
    );
    message.edit(withdraw);
    await jobsDone(chat, message.id, 2);
    expect(chat.said(person)).toHaveLength(1);
    message.edit("STOP");
    await saying(chat, person, "You are unsubscribed");
    const consents = await chat.desk.rows(
      "SELECT state FROM consents WHERE customer_id = (SELECT id FROM customers WHERE name = ?)",
      [label],
    );
    expect(consents).toEqual([{ state: "withdrawn" }]);
  });

  it("to a person who has answered begins one wait where it asks something new, and none where it mends the words", async () => {
    const { chat, person, label } = await customer(name);
    const message = chat.write(person, open);
    await saying(chat, person, "Register on our website");
    const { id } = await takenBy(chat, label);
    const thanks = chat.write(person, "Thank you so much for that");
    await waitFor("the thanks", async () => (await wordings(chat, thanks.id)) === 1);
    await allSent(chat.desk);
    expect((await waitOf(chat, id)).since).toBeNull();
    thanks.edit("Thank you so much for that!");
    await jobsDone(chat, thanks.id, 2);
    expect((await waitOf(chat, id)).since).toBeNull();
    expect(await heeded(chat, thanks.id)).toEqual([]);
    const before = new Date();
    thanks.edit(withdraw);
    await jobsDone(chat, thanks.id, 3);
    const wait = await waitOf(chat, id);
    expect(wait.since?.getTime()).toBeGreaterThanOrEqual(before.getTime() - 1_000);
    expect(wait.since?.getTime()).toBeLessThanOrEqual(before.getTime() + 20_000);
    expect(wait.due).toBeInstanceOf(Date);
    expect(await heeded(chat, thanks.id)).toEqual([3]);
    expect(chat.said(person)).toHaveLength(1);
    // The answer ends it, and mending the words begins no other.
    await endedBy(chat, id);
    thanks.edit(`${withdraw.slice(0, -1)}, please??`);
    await jobsDone(chat, thanks.id, 4);
    expect((await waitOf(chat, id)).since).toBeNull();
    expect(await heeded(chat, thanks.id)).toEqual([3]);
    expect(await heeded(chat, message.id)).toEqual([]);
  });

  it("that a person has answered before its moment has passed begins no wait", async () => {
    const { chat, person, label } = await customer(name);
    const message = chat.write(person, open);
    await saying(chat, person, "Register on our website");
    const { id } = await takenBy(chat, label);
    message.edit(withdraw);
    await waitFor("the edit", async () => (await wordings(chat, message.id)) === 2);
    await answeredBy(chat, id);
    await jobsDone(chat, message.id, 2);
    expect(await heeded(chat, message.id)).toEqual([2]);
    expect((await waitOf(chat, id)).since).toBeNull();
  });

  it("that asks for a person, or tells of danger, counts although it is written over at once", async () => {
    const { chat, person, label } = await customer(name);
    const message = chat.write(person, open);
    await saying(chat, person, "Register on our website");
    message.edit("I want to kill myself");
    message.edit("I want to talk to a human");
    message.edit(open);
    await saying(chat, person, "handing you over to a colleague");
    await waitFor("the alert", async () => {
      const kinds = await alertsOf(chat, label);
      return kinds.includes("distress");
    });
    await waitFor("the silence of the bot", async () => {
      const [row] = await chat.desk.rows<{ ai_enabled: boolean }>(
        "SELECT ai_enabled FROM conversations WHERE customer_id = (SELECT id FROM customers WHERE name = ?)",
        [label],
      );
      return row?.ai_enabled === false;
    });
    expect((await alertsOf(chat, label)).filter((kind) => kind === "distress")).toHaveLength(1);
    expect(count(chat, person, "Register on our website")).toBe(1);
  });

  it("is read as a message is: its signals are kept beside the first's, and the mood and summary follow the last wording", async () => {
    const { chat, person, label } = await customer(name);
    const message = chat.write(person, open);
    await saying(chat, person, "Register on our website");
    const angry = "This is a scam, you are liars, I am furious and will sue you";
    message.edit(angry);
    await waitFor("the alert", async () => (await alertsOf(chat, label)).includes("complaint"));
    await jobsDone(chat, message.id, 2);
    const [first] = await insightsOf(chat, "message_insights", message.id);
    expect(first).toMatchObject({ intent: "account_opening", risks: [] });
    const [edit, ...others] = await insightsOf(chat, "message_edit_insights", message.id);
    expect(others).toEqual([]);
    expect(edit).toMatchObject({ version: 2, language: "en", sentiment: "negative" });
    expect(edit?.["risks"]).toContain("complaint_escalation");
    const mood = async () => {
      const [row] = await chat.desk.rows<{ ai_sentiment: string; ai_summary: string }>(
        "SELECT ai_sentiment, ai_summary FROM conversations WHERE customer_id = (SELECT id FROM customers WHERE name = ?)",
        [label],
      );
      return row;
    };
    expect((await mood())?.ai_sentiment).toBe("negative");
    expect((await mood())?.ai_summary).toContain("furious");
    message.edit(open);
    await jobsDone(chat, message.id, 3);
    expect((await mood())?.ai_summary).not.toContain("furious");
    chat.write(person, "hello again");
    await waitFor("the next message to be read", async () => (await mood())?.ai_summary.includes("hello again"));
    expect((await mood())?.ai_sentiment).not.toBe("negative");
  });

  it("after the conversation has ended begins another, which shows it", async () => {
    const { chat, person, label } = await customer(name);
    const message = chat.write(person, open);
    await saying(chat, person, "Register on our website");
    await chat.desk.rows(
      `UPDATE conversations SET status = 'resolved', resolved_at = now()
       WHERE customer_id = (SELECT id FROM customers WHERE name = ?) RETURNING id`,
      [label],
    );
    message.edit(withdraw);
    await saying(chat, person, "two to three business days");
    const rows = await chat.desk.rows(
      "SELECT status, last_message_preview IS NOT NULL AS shown FROM conversations WHERE customer_id = (SELECT id FROM customers WHERE name = ?) ORDER BY number",
      [label],
    );
    expect(rows).toEqual([
      { status: "resolved", shown: true },
      { status: "pending", shown: true },
    ]);
  });
});

/** As if a colleague had taken and answered it. */
async function takenBy(chat: EditedChat, label: string): Promise<{ id: string }> {
  const [row] = await chat.desk.rows<{ id: string }>(
    `UPDATE conversations SET agent_id = (SELECT id FROM users WHERE org_id = conversations.org_id LIMIT 1), ai_enabled = false,
       status = 'active', taken_at = now()
     WHERE customer_id = (SELECT id FROM customers WHERE name = ?) RETURNING id`,
    [label],
  );
  if (!row) throw new Error(`${label} has no conversation`);
  return row;
}

/** A line of a colleague's, as it is kept when it went out. */
async function answeredBy(chat: EditedChat, id: string): Promise<void> {
  await chat.desk.rows(
    `INSERT INTO messages (id, org_id, conversation_id, customer_id, channel_id, platform, direction, sender_type, content_type,
       content, status, sent_at)
     SELECT gen_random_uuid(), org_id, id, customer_id, channel_id, channel_type, 'outbound', 'agent', 'text', 'I look', 'sent', now()
     FROM conversations WHERE id = ? RETURNING id`,
    [id],
  );
}

async function endedBy(chat: EditedChat, id: string): Promise<void> {
  await inOrganization(chat.desk.product.db, chat.desk.orgId, async (scope) => {
    const conversation = await Conversation.query(scope.trx).findById(id).throwIfNotFound();
    await endWait(scope, conversation, { at: new Date(), outcome: "answered", userId: null });
  });
}

async function waitOf(chat: EditedChat, id: string): Promise<{ since: Date | null; due: Date | null }> {
  const [row] = await chat.desk.rows<{ since: Date | null; due: Date | null }>(
    `SELECT waiting_since AS since, coalesce(sla_first_response_at, sla_next_response_at) AS due
     FROM conversations WHERE id = ?`,
    [id],
  );
  return row ?? { since: null, due: null };
}

/** How many wordings of a message are kept; 1 for the first alone. */
async function wordings({ desk }: EditedChat, id: string): Promise<number> {
  const [row] = await desk.rows<{ count: string }>(
    `SELECT greatest(count(v.id), count(DISTINCT m.id)) AS count FROM messages m LEFT JOIN message_versions v ON v.message_id = m.id
     WHERE m.external_message_id = ?`,
    [id],
  );
  return Number(row?.count);
}

async function customer(name: string): Promise<{ chat: EditedChat; person: string; label: string }> {
  const chat = name === "Slack" ? slackChat() : telegramChat();
  people += 1;
  const label = `Edda ${people}`;
  return { chat, person: chat.newPerson(label), label };
}

function slackChat(): EditedChat {
  return {
    desk: slack,
    newPerson: (name) => slack.newPerson(name),
    said: (person) => slack.said(person),
    write(user, text) {
      const { ts } = slack.slack.people.write({ user, text });
      const channel = slack.slack.workspace.directWith(user).id;
      return { id: `${channel}:${ts}`, edit: (words) => slack.slack.people.edit({ channel, ts, text: words }) };
    },
  };
}

function telegramChat(): EditedChat {
  return {
    desk: onTelegram,
    newPerson: (firstName) => String(telegram.addPerson({ id: 5_000_000_000 + people, firstName }).id),
    said: (person) =>
      telegram
        .messages(Number(person))
        .filter(({ message }) => message.from?.id === telegram.bot.id)
        .map(({ message }) => message.text ?? ""),
    write(person, text) {
      const chat = Number(person);
      const { message_id } = telegram.post(chat, chat, text);
      return { id: `${chat}:${message_id}`, edit: (words) => void telegram.edit(chat, chat, message_id, words) };
    },
  };
}

function saying(chat: EditedChat, person: string, words: string): Promise<unknown> {
  return waitFor(`"${words}"`, () => count(chat, person, words) > 0);
}

function count(chat: EditedChat, person: string, words: string): number {
  return chat.said(person).filter((text) => text.includes(words)).length;
}

/** Which wordings of a message were worked as questions of their own. */
async function heeded({ desk }: EditedChat, id: string): Promise<number[]> {
  const rows = await desk.rows<{ version: number }>(
    `SELECT (event_data ->> 'version')::int AS version FROM conversation_events
     WHERE event_type = 'edit_heeded' AND message_id = (SELECT id FROM messages WHERE external_message_id = ?) ORDER BY id`,
    [id],
  );
  return rows.map(({ version }) => version);
}

async function answersOf({ desk }: EditedChat, id: string): Promise<string[]> {
  const rows = await desk.rows<{ outcome: string }>(
    `SELECT outcome FROM answers WHERE question_message_id = (SELECT id FROM messages WHERE external_message_id = ?)
     ORDER BY created_at`,
    [id],
  );
  return rows.map(({ outcome }) => outcome);
}

/** What was read in a message, or in its edits. */
async function insightsOf(
  { desk }: EditedChat,
  table: "message_insights" | "message_edit_insights",
  id: string,
): Promise<Record<string, unknown>[]> {
  const version = table === "message_insights" ? "1 AS version" : "version";
  return desk.rows(
    `SELECT ${version}, language, sentiment, intent,
       ARRAY(SELECT risk ->> 'kind' FROM jsonb_array_elements(risk_signals) risk) AS risks
     FROM ${table} WHERE message_id = (SELECT id FROM messages WHERE external_message_id = ?) ORDER BY version`,
    [id],
  );
}

async function alertsOf({ desk }: EditedChat, name: string): Promise<string[]> {
  const rows = await desk.rows<{ kind: string }>(
    "SELECT kind FROM alerts WHERE customer_id = (SELECT id FROM customers WHERE name = ?)",
    [name],
  );
  return rows.map(({ kind }) => kind);
}

/** Waits until so many wordings are kept and every job about them has ended. */
async function jobsDone({ desk }: EditedChat, id: string, versions: number): Promise<void> {
  await waitFor(`${versions} wordings, and the end of their jobs`, async () => {
    const [kept] = await desk.rows<{ count: string }>(
      "SELECT count(*) FROM message_versions WHERE message_id = (SELECT id FROM messages WHERE external_message_id = ?)",
      [id],
    );
    const [jobs] = await desk.rows<{ count: string }>(
      "SELECT count(*) FROM graphile_worker.jobs WHERE task_identifier = 'answer_edit'",
    );
    return Number(kept?.count) === versions && jobs?.count === "0";
  });
  await allSent(desk);
}

async function setQuiet(desk: OpenProduct, seconds: number): Promise<void> {
  await desk.rows(
    `INSERT INTO settings (id, org_id, key, value, value_type, category)
     SELECT gen_random_uuid(), id, 'conversation.edit_quiet_seconds', ?::jsonb, 'number', 'test' FROM organizations RETURNING id`,
    [JSON.stringify(seconds)],
  );
}
