import { afterAll, beforeAll, expect, it } from "vitest";
import { recallForAnswer } from "../../bot/memory/recall-for-answer.ts";
import type { MessageEvent } from "../../bot/ports/inbound-event.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { brokerFaqs, importFaqs } from "../support/faqs.ts";
import { type OpenProduct, openProduct, startProduct } from "../support/open-product.ts";
import { type ScriptedModel, startScriptedModel } from "../support/scripted-model.ts";
import { waitFor } from "../support/wait-for.ts";

const token = "700100377:AAHtesttesttesttesttest";

let telegram: TelegramEmulator;
let model: ScriptedModel;
let desk: OpenProduct;
let people = 0;

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  model = await startScriptedModel();
  desk = await openProduct({
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    LLM_BASE_URL: model.url,
    LLM_MODEL: "scripted",
  });
  await importFaqs(desk, brokerFaqs);
});
afterAll(async () => {
  await desk.close();
  await telegram.close();
  await model.close();
});

const question = "How long does a withdrawal take?";

it("tells a model what this customer said and nobody else, and nothing from the moment they ask to be forgotten, in every process", async () => {
  const other = await startProduct(desk.databaseUrl, {
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    LLM_BASE_URL: model.url,
    LLM_MODEL: "scripted",
  });
  try {
    const [ana, ben] = [newPerson("Ana"), newPerson("Ben")];
    await answerTo(ana, "Hello, I live in Quillonia. I am rather conservative.");
    await answerTo(ben, "Hello, I live in Brackwater. I can take high risk.");
    await waitFor("both to be remembered", async () => {
      const [row] = await desk.rows<{ count: number }>("SELECT count(*)::int AS count FROM memories");
      return row?.count === 4;
    });
    const [first, second] = [await promptsOf(ana), await promptsOf(ben)];
    expect(first).toContain("Quillonia");
    expect(first).toContain("Risk preference: “I am rather conservative”");
    expect(first).not.toMatch(/Brackwater|high risk/);
    expect(second).toContain("Brackwater");
    expect(second).not.toMatch(/Quillonia|conservative/);
    expect(JSON.stringify(await recalledBy(other, "Ana"))).toContain("Quillonia");

    expect(await answerTo(ana, "Please forget me")).toContain("forgotten");
    expect(await recalledBy(other, "Ana")).toEqual({});
    expect(await recalledBy(desk, "Ana")).toEqual({});
    expect(await promptsOf(ana)).not.toMatch(/Quillonia|conservative/);
    expect(JSON.stringify(await recalledBy(other, "Ben"))).toContain("Brackwater");
    const told = await desk.rows(
      `SELECT c.name FROM conversation_events e JOIN customers c ON c.id = e.customer_id
       JOIN audit_logs l ON l.resource_id = c.id AND l.action = 'customer.forget' WHERE e.event_type = 'memories_forgotten'`,
    );
    expect(told).toEqual([{ name: "Ana" }]);
  } finally {
    await other.close();
  }
});

it("takes from a model only what the message says, and what the rules do not see", async () => {
  model.script(({ messages }) =>
    messages[0]?.content.includes("list what it states")
      ? {
          say: JSON.stringify({
            facts: [
              { subject: "occupation", value: "beekeeper", quote: "bees are what feeds my household" },
              { subject: "home", value: "paris", quote: "I live in Paris" },
              { subject: "budget", value: "9 million", quote: "9 million USD" },
            ],
          }),
        }
      : { status: 500 },
  );
  const cleo = newPerson("Cleo");
  await answerTo(cleo, "Hello, bees are what feeds my household");
  const kept = () =>
    desk.rows(
      "SELECT m.value, m.content, m.source_type FROM memories m JOIN customers c ON c.id = m.customer_id WHERE c.name = 'Cleo'",
    );
  await waitFor("it to be remembered", async () => (await kept()).length > 0);
  expect(await kept()).toEqual([
    { value: "beekeeper", content: "bees are what feeds my household", source_type: "ai_analysis" },
  ]);
});

/** What the model was told for an answer to them. */
async function promptsOf(person: number): Promise<string> {
  const before = model.requests.length;
  await answerTo(person, question);
  return model.requests
    .slice(before)
    .map(({ messages }) => messages.map(({ content }) => content).join("\n"))
    .filter((prompt) => prompt.includes("passages"))
    .join("\n");
}

async function recalledBy({ product, orgId, rows }: OpenProduct, name: string) {
  const [found] = await rows<{ id: string; chat: string; channel: string }>(
    "SELECT c.id, v.chat, v.channel_id AS channel FROM customers c JOIN conversations v ON v.customer_id = c.id WHERE c.name = ?",
    [name],
  );
  const channel = await product.channels.byId(found?.channel ?? "");
  if (!found || channel?.orgId !== orgId) throw new Error("not there");
  const event = { chat: { kind: "private", key: found.chat }, text: question } as unknown as MessageEvent;
  return recallForAnswer(product, channel, event, { customer: { id: found.id }, identity: { verifiedAt: null } });
}

function newPerson(name: string): number {
  people += 1;
  return telegram.addPerson({ id: 6_300_000_000 + people, firstName: name }).id;
}

/** Says something as a customer, and gives the first line that comes back. */
async function answerTo(person: number, text: string): Promise<string> {
  const before = linesTo(person).length;
  telegram.post(person, person, text);
  return waitFor(`an answer to “${text}”`, () => linesTo(person)[before] ?? null);
}

function linesTo(person: number): string[] {
  return telegram
    .messages(person)
    .flatMap(({ message }) => (message.from?.id === telegram.bot.id ? [message.text ?? ""] : []));
}
