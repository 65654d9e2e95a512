import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { importFaqs } from "../support/faqs.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { waitFor } from "../support/wait-for.ts";

const token = "700100300:AAHtesttesttesttesttest";

let telegram: TelegramEmulator;
let desk: OpenProduct;
let people = 0;

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  desk = await openProduct({ TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: telegram.apiRoot });
  await importFaqs(desk);
});
afterAll(async () => {
  await desk.close();
  await telegram.close();
});

interface Insight {
  language: string | null;
  sentiment: string | null;
  intent: string | null;
  keywords: { word: string; tone?: string }[];
  risk_signals: { kind: string; severity: string; words: { text: string; start: number; end: number }[] }[];
  is_counter_question: boolean;
  quality_score: number | null;
}

describe("the signals of a conversation", () => {
  it("of an angry message about a withdrawal are kept with the words that caused them", async () => {
    const text = "骗子平台！三天了还不到账，再不出金我就投诉到证监会！！";
    write("Ann", text);
    const { insight, conversation, events } = await inbound("Ann");
    expect(insight).toMatchObject({ language: "zh", sentiment: "negative" });
    expect(insight.keywords).toContainEqual(expect.objectContaining({ word: "骗子", tone: "negative" }));
    const kinds = insight.risk_signals.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["complaint_escalation", "withdrawal_pressure", "anger"]));
    for (const { words } of insight.risk_signals) {
      for (const { text: said, start, end } of words) expect(text.slice(start, end)).toBe(said);
    }
    expect(events.filter(({ event_type }) => event_type === "risk_signal").map(({ kind }) => kind)).toEqual(kinds);
    expect(events.some(({ event_type, intent }) => event_type === "intent_signal" && intent === "complaint")).toBe(
      true,
    );
    expect(conversation).toMatchObject({ ai_sentiment: "negative" });
    expect(conversation.ai_summary).toContain("Mood: angry");
    expect(conversation.ai_summary).toContain("complaint going further");
  });

  it("of an answer are its quality, explained, and that it asks nothing", async () => {
    const bob = write("Bob", "How do I open an account?");
    await answersTo(bob, 1);
    const [reply] = await desk.rows<Insight>(
      `SELECT i.* FROM message_insights i JOIN messages m ON m.id = i.message_id JOIN customers c ON c.id = m.customer_id
       WHERE c.name = 'Bob' AND m.sender_type = 'ai'`,
    );
    expect(reply).toMatchObject({ language: "en", sentiment: null, is_counter_question: false });
    expect(reply?.quality_score).toBeGreaterThanOrEqual(6);
    const asked = await inbound("Bob");
    expect(asked.insight).toMatchObject({ intent: "account_opening", sentiment: "neutral", quality_score: null });
    expect(asked.conversation).toMatchObject({ ai_sentiment: "neutral" });
  });

  it("take the earlier messages into the mood and the summary", async () => {
    const cem = write("Cem", "This is the worst service ever, you are useless!!!");
    await inbound("Cem");
    telegram.post(cem, cem, "How long does a withdrawal take?");
    const summary = await waitFor("the second summary", async () => {
      const [row] = await conversationsOf("Cem");
      return row?.ai_summary?.includes("How long") ? row : null;
    });
    expect(summary.ai_sentiment).toBe("negative");
    expect(summary.ai_summary).toContain("withdrawal");
  });

  it("follow the organisation's own intents and words of risk from the next message on", async () => {
    write("Dag", "My debit card is gone, and Acme Brokers offered me more");
    expect((await inbound("Dag")).insight.risk_signals).toEqual([]);
    await saveSetting("signals.intents", [
      { code: "card_lost", label: "Lost card", examples: ["my debit card is gone"] },
    ]);
    await saveSetting("signals.risk_words", [{ kind: "competitor", severity: "high", words: ["Acme Brokers"] }]);
    write("Eva", "My debit card is gone, and Acme Brokers offered me more");
    const { insight, conversation } = await inbound("Eva");
    expect(insight.intent).toBe("card_lost");
    expect(insight.risk_signals).toMatchObject([
      { kind: "competitor", severity: "high", words: [{ text: "Acme Brokers" }] },
    ]);
    expect(conversation.ai_summary).toContain("Lost card");
  });

  it("of what is no text are kept as none", async () => {
    const fin = newPerson("Fin");
    telegram.post(fin, fin, { document: Buffer.from("%PDF-1.4"), name: "a.pdf", mimeType: "application/pdf" });
    expect((await inbound("Fin")).insight).toMatchObject({ intent: null, sentiment: null, risk_signals: [] });
  });
});

function saveSetting(key: string, value: unknown) {
  return desk.rows(
    "INSERT INTO settings (id, org_id, key, value, value_type, category) VALUES (?, ?, ?, ?::jsonb, 'json', 'signals')",
    [newId(), desk.orgId, key, JSON.stringify(value)],
  );
}

function newPerson(firstName: string): number {
  people += 1;
  return telegram.addPerson({ id: 5_200_000_000 + people, firstName }).id;
}

function write(firstName: string, text: string): number {
  const person = newPerson(firstName);
  telegram.post(person, person, text);
  return person;
}

async function inbound(name: string) {
  const insight = await waitFor(`what ${name} wrote`, async () => {
    const [row] = await desk.rows<Insight>(
      `SELECT i.* FROM message_insights i JOIN messages m ON m.id = i.message_id JOIN customers c ON c.id = m.customer_id
       WHERE c.name = ? AND m.direction = 'inbound'`,
      [name],
    );
    return row ?? null;
  });
  const events = await desk.rows<{ event_type: string; kind: string | null; intent: string | null }>(
    `SELECT e.event_type, e.event_data ->> 'kind' AS kind, e.event_data ->> 'intent' AS intent FROM conversation_events e
     JOIN customers c ON c.id = e.customer_id WHERE c.name = ? ORDER BY e.created_at, e.id`,
    [name],
  );
  const [conversation] = await conversationsOf(name);
  return { insight, events, conversation: conversation ?? { ai_sentiment: null, ai_summary: null } };
}

function conversationsOf(name: string) {
  return desk.rows<{ ai_sentiment: string | null; ai_summary: string | null }>(
    "SELECT v.ai_sentiment, v.ai_summary FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = ?",
    [name],
  );
}

function answersTo(person: number, count: number) {
  return waitFor(`${count} answers`, () => {
    const said = telegram.messages(person).filter(({ message }) => message.from?.id === telegram.bot.id);
    return said.length >= count ? said : null;
  });
}
