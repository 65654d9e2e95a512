import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { brokerFaqs, importFaqs } from "../support/faqs.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { waitFor } from "../support/wait-for.ts";

const token = "700100310:AAHtesttesttesttesttest";

/** In English alone. */
const leverage = {
  id: "leverage-en",
  question: "How do I change my leverage?",
  alts: ["set leverage"],
  answer: "Leverage is set in the client area.",
};

let telegram: TelegramEmulator;
let desk: OpenProduct;
let people = 0;

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  desk = await openProduct({ TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: telegram.apiRoot });
  await importFaqs(desk, [...brokerFaqs, leverage]);
});
afterAll(async () => {
  await desk.close();
  await telegram.close();
});

describe("a customer's language", () => {
  it("is changed by asking for it, at once, and the change is kept", async () => {
    const li = newPerson("Li");
    expect(await answerTo(li, "你好，请问出金多久到账？")).toContain("出金申请");
    expect(await answerTo(li, "English please")).toContain("we will write to you in English");
    expect(await answerTo(li, "MT4 👍 88")).toMatch(/colleague/);
    expect(await languageOf("Li")).toEqual({ language: "en", chinese_script: "hans", conversation: "en" });
    const changes = await desk.rows(
      `SELECT e.event_type, e.event_data, a.type, a.title FROM customers c
       JOIN conversation_events e ON e.customer_id = c.id AND e.event_type = 'language_changed'
       JOIN customer_activities a ON a.customer_id = c.id AND a.type = 'language_change' WHERE c.name = 'Li'`,
    );
    expect(changes).toEqual([
      {
        event_type: "language_changed",
        event_data: { from: "zh-Hans", to: "en", by: "request" },
        type: "language_change",
        title: "zh-Hans → en",
      },
    ]);
  });

  it("is not changed by a word, a code or one message, and is by the second message in a row", async () => {
    const wu = newPerson("Wu");
    await answerTo(wu, "请问怎么开户？");
    expect(await answerTo(wu, "DEP_20261122_001")).toContain("同事");
    await answerTo(wu, "How long does a withdrawal take?");
    expect(await languageOf("Wu")).toMatchObject({ language: "zh", conversation: "zh" });
    await answerTo(wu, "How do I open an account?");
    expect(await languageOf("Wu")).toMatchObject({ language: "en", conversation: "en" });
  });
});

describe("a customer who writes Traditional Chinese", () => {
  it("finds what is known in Simplified, and is answered in Traditional", async () => {
    const chan = newPerson("Chan");
    const said = await answerTo(chan, "請問出金多久到賬？");
    expect(said).toContain("出金申請會在1個工作日內處理");
    expect(said).toContain("需要人工服務");
    const [kept] = await desk.rows(
      `SELECT a.output, m.content, m.metadata->'traditional'->>'form' AS form FROM customers c
       JOIN messages m ON m.customer_id = c.id AND m.direction = 'outbound' JOIN answers a ON a.message_id = m.id
       WHERE c.name = 'Chan'`,
    );
    expect(kept).toMatchObject({
      output: expect.stringContaining("出金申请会在1个工作日内处理"),
      content: expect.stringContaining("出金申請會在1個工作日內處理"),
      form: "plain",
    });
  });
});

describe("a question in the other language", () => {
  it("is answered in the customer's where the same is known in it", async () => {
    const zhou = newPerson("Zhou");
    await answerTo(zhou, "你好，我想问一下怎么开户？");
    expect(await answerTo(zhou, "When will my withdrawal arrive?")).toMatch(/^出金申请会在1个工作日内处理/);
    const sun = newPerson("Sun");
    expect(await answerTo(sun, "请问 withdrawal processing time 是多久？")).toMatch(
      /自动助手[^英]+出金申请会在1个工作日内处理/,
    );
  });

  it("is answered in that, with a line that says so, where it is not known to be there in the customer's", async () => {
    const zhao = newPerson("Zhao");
    await answerTo(zhao, "你好，我想问一下怎么开户？");
    const said = await answerTo(zhao, "How do I change my leverage?");
    expect(said).toMatch(/^以下内容为英文。\s+Leverage is set in the client area/);
  });
});

function newPerson(name: string): number {
  people += 1;
  return telegram.addPerson({ id: 6_100_000_000 + people, firstName: name }).id;
}

/** Says something as a customer, and gives the first line that comes back. */
async function answerTo(person: number, text: string): Promise<string> {
  const before = linesTo(person).length;
  telegram.post(person, person, text);
  const line = await waitFor(`an answer to “${text}”`, () => linesTo(person)[before] ?? null);
  return line;
}

function linesTo(person: number): string[] {
  return telegram
    .messages(person)
    .flatMap(({ message }) => (message.from?.id === telegram.bot.id ? [message.text ?? ""] : []));
}

async function languageOf(name: string) {
  const [row] = await desk.rows(
    `SELECT c.language, c.chinese_script, v.language AS conversation FROM customers c
     JOIN conversations v ON v.customer_id = c.id WHERE c.name = '${name}'`,
  );
  return row;
}
