import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { brokerFaqs, importFaqs } from "../support/faqs.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { registerGroup } from "../support/register-group.ts";
import { waitFor } from "../support/wait-for.ts";

const token = "700100300:AAHtesttesttesttesttest";

let telegram: TelegramEmulator;
let desk: OpenProduct;
let people = 0;

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  // No PUBLIC_URL and no mode: it polls.
  desk = await openProduct({ TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: telegram.apiRoot });
  await importFaqs(desk, [
    ...brokerFaqs,
    {
      id: "promise-en",
      question: "What returns does the Golden Plan pay?",
      answer: "The Golden Plan pays a guaranteed return of 20% a year.",
    },
    {
      id: "withdraw-fee-en",
      question: "What is the fee for a withdrawal?",
      answer: "Withdrawals by wire cost 15 USD; card withdrawals are free.",
    },
  ]);
});
afterAll(async () => {
  await desk.close();
  await telegram.close();
});

describe("what must not be promised", () => {
  it("is held for a decision, and the customer hears that a colleague will check", async () => {
    const ann = newPerson("Ann");
    telegram.post(ann, ann, "What returns does the Golden Plan pay?");
    const [line] = await answersTo(ann, 1);
    expect(line).toContain("A colleague will check the answer");
    expect(shown(ann).join()).not.toContain("guaranteed");
    const [held] = await desk.rows(
      `SELECT m.status, m.content, a.kind, a.status AS decision, d.status AS delivery, v.handoff_reason
       FROM messages m JOIN customers c ON c.id = m.customer_id JOIN approvals a ON a.resource_id = m.id
       JOIN deliveries d ON d.message_id = m.id JOIN conversations v ON v.id = m.conversation_id WHERE c.name = 'Ann'`,
    );
    expect(held).toMatchObject({
      status: "held",
      content: expect.stringContaining("guaranteed return of 20%"),
      kind: "claim",
      decision: "pending",
      delivery: "held",
      handoff_reason: "held",
    });
    expect(
      await desk.rows(
        `SELECT x.kind, x.status FROM alerts x JOIN approvals a ON x.cause = 'reply_held:' || a.id
         JOIN customers c ON c.id = x.customer_id WHERE c.name = 'Ann'`,
      ),
    ).toEqual([{ kind: "reply_held", status: "open" }]);
  });
});

describe("what the bot never answers from knowledge", () => {
  it.each([
    ["Eve", "please sell all my EURUSD at market", "trade_instruction", "orders are not accepted here", true, "medium"],
    ["Flo", "should I buy gold now?", "advice", "do not give investment advice", true, "medium"],
    ["Gus", "my account was hacked", "account_security", "a colleague has been called urgently", false, "urgent"],
  ])("%s: %s", async (name, text, rule, said, botGoesOn, priority) => {
    const person = newPerson(name);
    telegram.post(person, person, text);
    const [line] = await answersTo(person, 1);
    expect(line).toContain(said);
    expect(line).toContain("This is an automated answer");
    const [state] = await desk.rows(
      `SELECT v.handoff_reason, v.ai_enabled, v.priority, e.event_type, e.event_data->>'rule' AS rule,
         (SELECT count(*)::int FROM answers a WHERE a.conversation_id = v.id) AS looked_up
       FROM conversations v JOIN customers c ON c.id = v.customer_id
       JOIN conversation_events e ON e.conversation_id = v.id AND e.event_type = 'risk_signal' AND jsonb_exists(e.event_data, 'rule') WHERE c.name = ?`,
      [name],
    );
    expect(state).toMatchObject({ handoff_reason: rule, ai_enabled: botGoesOn, priority, rule, looked_up: 0 });
  });
});

describe("the organisation's opening notice", () => {
  it("stands in the first message of a conversation, inside it", async () => {
    await desk.rows(
      `INSERT INTO settings (id, org_id, category, key, value, value_type) SELECT gen_random_uuid(), id, 'conduct', 'conduct.opening_notice', '{"en": "Chats are recorded."}', 'json'
       FROM organizations WHERE code = 'default'`,
    );
    const hal = newPerson("Hal");
    telegram.post(hal, hal, "How do I open an account?");
    await answersTo(hal, 1);
    telegram.post(hal, hal, "What is the fee for a withdrawal?");
    const said = await answersTo(hal, 2);
    expect(said[0]).toMatch(/^Chats are recorded\.[\s\S]*This is an automated answer[\s\S]*Register on our website/);
    expect(said[1]).not.toContain("Chats are recorded.");
    await desk.rows("DELETE FROM settings WHERE key = 'conduct.opening_notice'");
  });
});

describe("the conversation as context", () => {
  it("completes a question that only makes sense after the last one", async () => {
    const bob = newPerson("Bob");
    telegram.post(bob, bob, "What is the fee for a withdrawal?");
    await answersTo(bob, 1);
    telegram.post(bob, bob, "and how long does that take?");
    const said = await answersTo(bob, 2);
    expect(said[1]).toContain("within one business day");
  });

  it("stores with each answer how sure it was and what it was made from", async () => {
    const cem = newPerson("Cem");
    telegram.post(cem, cem, "How do I open an account?");
    await answersTo(cem, 1);
    const [answer] = await desk.rows<{
      ai_confidence: number;
      ai_sources: { id: string }[];
      retrieved: { text: string }[];
    }>(
      `SELECT m.ai_confidence, m.ai_sources, a.retrieved, a.outcome, a.mode FROM answers a JOIN messages m ON m.id = a.message_id
       JOIN customers c ON c.id = m.customer_id WHERE c.name = 'Cem'`,
    );
    expect(answer).toMatchObject({ outcome: "answered", mode: "approved" });
    expect(answer?.ai_confidence).toBeGreaterThan(0.6);
    expect(answer?.ai_sources[0]?.id).toBe("open-account-en");
    expect(answer?.retrieved[0]?.text).toContain("Register on our website");
  });

  it("begins a new conversation, linked to the last, after a day of silence", async () => {
    const dag = newPerson("Dag");
    telegram.post(dag, dag, "How do I open an account?");
    await answersTo(dag, 1);
    await desk.rows(
      `UPDATE conversations SET last_message_at = now() - interval '25 hours'
       WHERE customer_id = (SELECT id FROM customers WHERE name = 'Dag')`,
    );
    telegram.post(dag, dag, "How do I open an account?");
    const said = await answersTo(dag, 2);
    expect(said[1]).toContain("This is an automated answer");
    const conversations = await desk.rows(
      `SELECT v.status, v.previous_id IS NOT NULL AS linked FROM conversations v JOIN customers c ON c.id = v.customer_id
       WHERE c.name = 'Dag' ORDER BY v.number`,
    );
    expect(conversations).toEqual([
      { status: "resolved", linked: false },
      { status: "pending", linked: true },
    ]);
  });
});

describe("in a group", () => {
  it("answers whoever addresses the bot, as a reply, and nobody else", async () => {
    const [eva, fin] = [newPerson("Eva"), newPerson("Fin")];
    const group = telegram.addGroup({ title: "Traders", members: [eva, fin] });
    await registerGroup(desk, "telegram", String(group.id));
    telegram.post(eva, group.id, "Anybody having lunch?");
    const asked = telegram.post(eva, group.id, "@deskhand_bot How do I open an account?");
    const other = telegram.post(fin, group.id, "@deskhand_bot How long does a withdrawal take?");
    const answers = await waitFor("two answers", () =>
      groupAnswers(group.id).length === 2 ? groupAnswers(group.id) : null,
    );
    const to = (id: number) => answers.find(({ message }) => message.reply_to_message?.message_id === id)?.message.text;
    expect(to(asked.message_id)).toContain("Register on our website");
    expect(to(other.message_id)).toContain("Withdrawals are processed");
    const kept = await desk.rows(
      `SELECT c.name, m.content FROM messages m JOIN customers c ON c.id = m.customer_id
       WHERE c.name IN ('Eva', 'Fin') AND m.direction = 'inbound' ORDER BY c.name`,
    );
    expect(kept).toEqual([
      { name: "Eva", content: "How do I open an account?" },
      { name: "Fin", content: "How long does a withdrawal take?" },
    ]);
    const receipts = await desk.rows("SELECT outcome FROM inbound_receipts WHERE outcome = 'not addressed to the bot'");
    expect(receipts).toHaveLength(1);
  });
});

describe("a stranger to the staff", () => {
  it("who types a command of staff is told how to link, and a wrong code links nobody", async () => {
    const gil = newPerson("Gil");
    telegram.post(gil, gil, "/release C1001");
    expect((await answersTo(gil, 1))[0]).toContain("Link your account first");
    telegram.post(gil, gil, "/link WRONG234");
    expect((await answersTo(gil, 2))[1]).toContain("This code is not valid");
    expect(await desk.rows("SELECT id FROM user_identities")).toEqual([]);
  });
});

describe("files", () => {
  it("are brought into the store, byte for byte, and named on the message", async () => {
    const hui = newPerson("惠");
    const bytes = Buffer.from("%PDF-1.4 账单 statement");
    telegram.post(hui, hui, { document: bytes, name: "账单.pdf", mimeType: "application/pdf", caption: "怎么开户？" });
    expect((await answersTo(hui, 1))[0]).toContain("在官网注册");
    const message = await waitFor("the download", async () => {
      const [row] = await desk.rows<{
        media_url: string | null;
        content_type: string;
        metadata: { attachments: object[] };
      }>(
        `SELECT m.media_url, m.content_type, m.metadata FROM messages m JOIN customers c ON c.id = m.customer_id
         WHERE c.name = '惠' AND m.direction = 'inbound'`,
      );
      return row?.media_url ? row : null;
    });
    const sha256 = message.media_url?.replace("blob:", "") ?? "";
    expect(message.content_type).toBe("file");
    expect(message.metadata.attachments).toMatchObject([
      { kind: "file", name: "账单.pdf", blob: { sha256, size: bytes.length } },
    ]);
    expect((await desk.product.blobs.get(desk.orgId, sha256)).bytes).toEqual(bytes);
  });
});

function newPerson(firstName: string): number {
  people += 1;
  return telegram.addPerson({ id: 5_100_000_000 + people, firstName }).id;
}

function botMessages(chat: number) {
  return telegram.messages(chat).filter(({ message }) => message.from?.id === telegram.bot.id);
}

function groupAnswers(chat: number) {
  return botMessages(chat);
}

function shown(person: number): string[] {
  return botMessages(person).map(({ message }) => message.text ?? "");
}

function answersTo(person: number, count: number): Promise<string[]> {
  return waitFor(`${count} answers`, () => (shown(person).length >= count ? shown(person) : null));
}
