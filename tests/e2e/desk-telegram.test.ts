import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { importFaqs } from "../support/faqs.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { waitFor } from "../support/wait-for.ts";

const token = "700100400:AAHtesttesttesttesttest";
const secret = "webhook-secret_0123456789";
const group = -1001234567890;

let telegram: TelegramEmulator;
let desk: OpenProduct;
let ann: number;
let ben: number;
let people = 0;

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  ann = telegram.addPerson({ id: 7_000_000_001, firstName: "Ann" }).id;
  ben = telegram.addPerson({ id: 7_000_000_002, firstName: "Ben", username: "ben_desk", hasStarted: false }).id;
  telegram.addGroup({ id: group, title: "Desk", isForum: true, members: [ann, ben] });
  desk = await openProduct(
    {
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_WEBHOOK_SECRET: secret,
      TELEGRAM_MODE: "webhook",
      TELEGRAM_API_ROOT: telegram.apiRoot,
      TELEGRAM_DESK_CHAT_ID: String(group),
    },
    { paceSecondMs: 5 },
  );
  await importFaqs(desk);
  await fetch(`${telegram.apiRoot}/bot${token}/setWebhook`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ url: `${desk.url}/webhooks/telegram`, secret_token: secret }),
  });
  await linkStaff(desk, { platform: "telegram", personId: String(ann), name: "Ann", role: "agent" });
  await linkStaff(desk, { platform: "telegram", personId: String(ben), name: "Ben", role: "agent" });
});
afterAll(async () => {
  await desk.close();
  await telegram.close();
});

describe("a conversation on Telegram's desk", () => {
  it("has a topic of its own, in which it is mirrored, taken and answered", async () => {
    const { customer, topic } = await waiting("Wang Li");
    telegram.post(ann, group, "/take", { threadId: topic });
    await waitFor("the taking", () => told(topic).some((text) => text.includes("Ann has taken")));
    telegram.post(ann, group, "Hello Wang Li", { threadId: topic });
    await waitFor("the line", () => shown(customer).includes("Hello Wang Li"));
    await waitFor("the mark", () => told(topic).includes("✓ Sent to Wang Li"));
    telegram.post(ann, group, "// he is angry", { threadId: topic });
    telegram.post(ann, group, "@ben_desk please look", { threadId: topic });
    telegram.post(ben, group, "I am Ben", { threadId: topic });
    telegram.post(ann, group, "／未知命令 test", { threadId: topic });
    telegram.post(ann, group, "and one more for you", { threadId: topic });
    await waitFor("the last line", () => shown(customer).includes("and one more for you"));
    expect(shown(customer).filter((text) => !text.includes("handing you over"))).toEqual([
      "Hello Wang Li",
      "and one more for you",
    ]);
    telegram.post(ann, group, "/release@deskhand_bot", { threadId: topic });
    await waitFor("the release", () => told(topic).some((text) => text.includes("is back with the bot")));
  });

  it("shows what a customer's words answer, and where a place is", async () => {
    const { customer, topic } = await waiting("Mei");
    telegram.post(ann, group, "/take", { threadId: topic });
    telegram.post(ann, group, "Please sign the form first.", { threadId: topic });
    const line = await waitFor("the line", () => lineTo(customer, "Please sign the form first."));
    telegram.post(customer, customer, "what does this mean?", { replyTo: line });
    const shownLine = await waitFor("the question", () =>
      told(topic).find((text) => text.includes("what does this mean?")),
    );
    expect(shownLine).toMatch(/In answer to:\s+Please sign the form first\./);
    telegram.post(customer, customer, { location: { latitude: 22.28, longitude: 114.15 } });
    await waitFor("the place", () => told(topic).some((text) => text.includes("location · 22.28, 114.15")));
  });

  it("hears a customer who types what they want as a command", async () => {
    const customer = telegram.addPerson({ id: 5_000_200_001, firstName: "Slash" }).id;
    telegram.post(customer, customer, "/human");
    const topic = await waitFor("the topic", () => topicOf("Slash"));
    await waitFor("the call", () => told(topic).some((text) => text.includes("asks for a person")));
    telegram.post(customer, customer, "／退訂");
    await waitFor("the consent to be withdrawn", async () => {
      const [row] = await desk.rows<{ state: string }>(
        "SELECT s.state FROM consents s JOIN customers c ON c.id = s.customer_id WHERE c.name = 'Slash'",
      );
      return row?.state === "withdrawn";
    });
  });

  it("answers what only the asker should see in private, and says how where it cannot", async () => {
    const { topic } = await waiting("Zoe");
    telegram.post(ben, group, "/customer", { threadId: topic });
    await waitFor("how to hear", () => told(topic).some((text) => text.includes("I cannot write to you yet")));
    expect(told(topic).join()).not.toContain("Code: CUST_");
    telegram.post(ann, ann, "/help");
    await waitFor("the help", () => shown(ann).some((text) => text.includes("/take")));
    telegram.post(ann, group, "/customer", { threadId: topic });
    await waitFor("the picture", () => shown(ann).some((text) => text.includes("Code: CUST_")));
  });

  it("shows a pressed button's answer to who pressed, and gets a new topic when its topic is deleted", async () => {
    const { customer, topic } = await waiting("Yan");
    telegram.deleteTopic(group, topic);
    telegram.post(customer, customer, "are you there?");
    const again = await waitFor("another topic", async () => {
      const now = await topicOf("Yan");
      return now !== null && now !== topic ? now : null;
    });
    await waitFor("the line that met the loss", () => told(again).some((text) => text.includes("are you there?")));
  });
});

it("sends no line to the wrong customer when many write at once", async () => {
  const names = Array.from({ length: 8 }, (_, index) => `Mix ${index}`);
  const all = await Promise.all(names.map((name) => waiting(name)));
  for (const [index, { topic }] of all.entries()) {
    telegram.post(index % 2 ? ann : ben, group, "/take", { threadId: topic });
  }
  for (const { topic } of all) {
    await waitFor("the taking", () => told(topic).some((text) => text.includes("has taken")), 30_000);
  }
  for (let round = 0; round < 3; round++) {
    for (const [index, { customer, topic }] of all.entries()) {
      telegram.post(customer, customer, `question ${round} of ${index}`);
      telegram.post(index % 2 ? ann : ben, group, `reply ${round} for ${index}`, { threadId: topic });
      telegram.post(index % 2 ? ben : ann, group, `aside ${round} about ${index}`, { threadId: topic });
    }
  }
  for (const [index, { customer }] of all.entries()) {
    await waitFor(
      `the replies to ${index}`,
      () => shown(customer).filter((text) => text.startsWith("reply ")).length === 3,
      30_000,
    );
    expect(shown(customer).filter((text) => /^(reply|aside) /.test(text))).toEqual([
      `reply 0 for ${index}`,
      `reply 1 for ${index}`,
      `reply 2 for ${index}`,
    ]);
  }
}, 120_000);

async function waiting(name: string): Promise<{ customer: number; topic: number }> {
  people += 1;
  const customer = telegram.addPerson({ id: 5_000_100_000 + people, firstName: name }).id;
  telegram.post(customer, customer, "I want to talk to a human");
  const topic = await waitFor(`the topic of ${name}`, () => topicOf(name), 30_000);
  await waitFor("the call", () => told(topic).some((text) => text.includes("asks for a person")), 30_000);
  return { customer, topic };
}

async function topicOf(name: string): Promise<number | null> {
  const [row] = await desk.rows<{ thread_id: string | null }>(
    `SELECT t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
     JOIN customers c ON c.id = v.customer_id WHERE c.name = ?`,
    [name],
  );
  return row?.thread_id ? Number(row.thread_id) : null;
}

/** What the bot said in a topic. */
function told(topic: number): string[] {
  return telegram
    .messages(group)
    .filter(({ message }) => message.from?.id === telegram.bot.id && message.message_thread_id === topic)
    .map(({ message }) => message.text ?? "");
}

/** The id of what the bot said to a person in private. */
function lineTo(person: number, words: string): number | undefined {
  return telegram.messages(person).find(({ message }) => message.text === words)?.message.message_id;
}

/** What the bot said to a person in private. */
function shown(person: number): string[] {
  return telegram
    .messages(person)
    .filter(({ message }) => message.from?.id === telegram.bot.id)
    .map(({ message }) => message.text ?? "");
}
