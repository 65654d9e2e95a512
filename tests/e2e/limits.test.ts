import { expect, it, onTestFinished } from "vitest";
import { startTelegramEmulator } from "../../playground/telegram/index.ts";
import { importFaqs } from "../support/faqs.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { allSent } from "../support/settled.ts";
import { openSlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk } from "../support/wecom-desk.ts";

const CHATS = 60;
// Both are answered from the knowledge, and neither is a matter for an alert.
const questions = ["How do I open an account?", "What do I need to register?"];
const ROUNDS = questions.length;
// Sixty chats are much for a busy machine; alone each of the three takes seconds.
const PATIENCE_MS = 150_000;
const chats = Array.from({ length: CHATS }, (_, index) => index);
const question = (round: number) => questions[round] ?? "";

it("keeps sixty chats on Telegram within its limits: no customer waits behind a mirror, and no line is lost", async () => {
  const token = "700100400:AAHtesttesttesttesttest";
  const secret = "webhook-secret_0123456789";
  const group = -1001234567890;
  const telegram = await startTelegramEmulator({ token, secondMs: 10, hasLimits: true });
  let refused = 0;
  telegram.onCall(({ status }) => {
    if (status === 429) refused += 1;
  });
  telegram.addGroup({ id: group, title: "Desk", isForum: true, members: [] });
  const desk = await openProduct(
    {
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_WEBHOOK_SECRET: secret,
      TELEGRAM_MODE: "webhook",
      TELEGRAM_API_ROOT: telegram.apiRoot,
      TELEGRAM_DESK_CHAT_ID: String(group),
    },
    { paceSecondMs: 10 },
  );
  onTestFinished(async () => {
    await desk.close();
    await telegram.close();
  });
  await importFaqs(desk);
  await fetch(`${telegram.apiRoot}/bot${token}/setWebhook`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ url: `${desk.url}/webhooks/telegram`, secret_token: secret }),
  });
  const people = chats.map((chat) => telegram.addPerson({ id: 5_000_000_001 + chat, firstName: `Chat ${chat}` }).id);
  for (let round = 0; round < ROUNDS; round++)
    for (const person of people) telegram.post(person, person, question(round));
  await customersComeFirst(desk);
  await allSent(desk, PATIENCE_MS);
  expect(refused).toBe(0);
  const threads = await threadsOf(desk);
  for (const chat of chats) {
    const shown = telegram
      .messages(group, Number(threads.get(`Chat ${chat}`)))
      .map(({ message }) => message.text ?? "");
    expectInOrder(shown);
  }
}, 320_000);

it("keeps sixty chats on Slack within its limits: no customer waits behind a mirror, and no line is lost", async () => {
  // Some leeway: here a second lasts 20 ms, and what a busy machine holds up for a few of them arrives together.
  const desk = await openSlackDesk({ postRate: { burst: 8, perSecond: 50 } });
  onTestFinished(() => desk.close());
  const people = chats.map((chat) => desk.newPerson(`Chat ${chat}`));
  for (let round = 0; round < ROUNDS; round++) {
    for (const user of people) desk.slack.people.write({ user, text: question(round) });
  }
  await customersComeFirst(desk);
  await allSent(desk, PATIENCE_MS);
  expect(desk.slack.limited()).toBe(0);
  const threads = await threadsOf(desk);
  for (const chat of chats) {
    expectInOrder(desk.posted(slackDeskPlace, threads.get(`Chat ${chat}`)).map(({ text }) => text));
  }
}, 320_000);

it("keeps sixty chats on WeCom within its limits: each line reaches whose it is, in order, and none is lost", async () => {
  const agents = ["ann", "ben", "cai"];
  const desk = await openWecomDesk({ WECOM_DESK_USERS: agents.join("|") });
  onTestFinished(() => desk.close());
  for (const agent of agents) {
    desk.newMember(agent);
    const userId = await linkStaff(desk, { platform: "wecom", personId: agent, name: agent, role: "agent" });
    await desk.product.db.system("users").where({ id: userId }).update({ presence: "online", presence_at: new Date() });
  }
  const people = chats.map((chat) => desk.newCustomer(`Chat ${chat}`));
  // Each is offered to one of the three, who then is shown its lines.
  for (const person of people) desk.wecom.customers.writes(person, "转人工");
  for (const person of people) await desk.customerHears(person, 1);
  for (let round = 0; round < ROUNDS; round++) {
    for (const person of people) desk.wecom.customers.writes(person, question(round));
  }
  await desk.settled(PATIENCE_MS);
  expect(desk.wecom.dropped()).toBe(0);
  const told = agents.map((agent) => desk.toldMember(agent));
  for (const chat of chats) {
    const readers = told.filter((texts) => texts.some((text) => ofChat(chat, text).includes(question(0))));
    // One person's, and nobody else's.
    expect(readers).toHaveLength(1);
    expectInOrder(readers[0]?.filter((text) => ofChat(chat, text) !== "") ?? []);
  }
}, 320_000);

/** A text of WeCom's about a customer; "" where it is about another. */
function ofChat(chat: number, text: string): string {
  return new RegExp(`^(⏱.*\\n+)?C\\d+ · Chat ${chat}\\b`).test(text) ? text : "";
}

/** Every customer is answered while most of what the desk shall see still waits for its place's budget. */
async function customersComeFirst(desk: OpenProduct): Promise<void> {
  await waitFor(
    "every customer's answers",
    async () => (await countSent(desk, "customer")) >= CHATS * ROUNDS,
    PATIENCE_MS,
  );
  const [open] = await desk.rows<{ mirrors: string; customers: string }>(
    `SELECT count(*) FILTER (WHERE audience = 'staff') AS mirrors, count(*) FILTER (WHERE audience = 'customer') AS customers
     FROM deliveries WHERE status IN ('queued', 'sending')`,
  );
  expect(open?.customers).toBe("0");
  expect(Number(open?.mirrors)).toBeGreaterThan(CHATS / 2);
  // No refusal of a mirror held the channel.
  expect(await desk.rows("SELECT id FROM channels WHERE send_after IS NOT NULL")).toEqual([]);
}

async function countSent(desk: OpenProduct, audience: string): Promise<number> {
  const [row] = await desk.rows<{ count: string }>(
    "SELECT count(*) FROM deliveries WHERE status = 'sent' AND audience = ?",
    [audience],
  );
  return Number(row?.count);
}

async function threadsOf(desk: OpenProduct): Promise<Map<string, string>> {
  const rows = await desk.rows<{ name: string; thread_id: string }>(
    `SELECT c.name, t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
     JOIN customers c ON c.id = v.customer_id`,
  );
  expect(rows).toHaveLength(CHATS);
  return new Map(rows.map(({ name, thread_id }) => [name, thread_id]));
}

/** Each of the customer's lines once, in the order in which they were written. */
function expectInOrder(shown: string[]): void {
  const all = shown.join("\n");
  const found = [...all.matchAll(/👤 Chat \d+\s+(How do I open an account\?|What do I need to register\?)/gu)].map(
    ([, words]) => words,
  );
  expect(found, all).toEqual(questions);
}
