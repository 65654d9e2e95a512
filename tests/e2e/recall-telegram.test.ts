import { afterAll, beforeAll, expect, it } from "vitest";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { waitFor } from "../support/wait-for.ts";

const token = "700100400:AAHtesttesttesttesttest";
const secret = "webhook-secret_0123456789";
const group = -1001234567890;

let telegram: TelegramEmulator;
let desk: OpenProduct;
let ann: number;
let people = 0;

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  ann = telegram.addPerson({ id: 7_000_000_001, firstName: "Ann" }).id;
  telegram.addGroup({ id: group, title: "Desk", isForum: true, members: [ann] });
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
  await fetch(`${telegram.apiRoot}/bot${token}/setWebhook`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ url: `${desk.url}/webhooks/telegram`, secret_token: secret }),
  });
  await linkStaff(desk, { platform: "telegram", personId: String(ann), name: "Ann", role: "agent" });
});
afterAll(async () => {
  await desk.close();
  await telegram.close();
});

it("removes a line from the customer's chat within 48 hours", async () => {
  const { customer, topic } = await taken("Wang Li");
  telegram.post(ann, group, "Hello Wang Li", { threadId: topic });
  await waitFor("the mark", () => told(topic).includes("✓ Sent to Wang Li"));
  telegram.post(ann, group, "/recall", { threadId: topic });
  await waitFor("the removal", () => !shown(customer).includes("Hello Wang Li"));
  await waitFor("the telling", () => told(topic).some((text) => text.includes("Ann took a line back from Wang Li")));
  expect(told(topic)).toContain("↩ Taken back from Wang Li by Ann");
});

it("says that it is too late after 48 hours, asks Telegram nothing, and begins a correction", async () => {
  const { customer, topic } = await taken("Zhao");
  telegram.post(ann, group, "An old line", { threadId: topic });
  await waitFor("the mark", () => told(topic).includes("✓ Sent to Zhao"));
  await desk.product.db.system.raw(
    "UPDATE deliveries SET sent_at = sent_at - interval '49 hours' WHERE content::text LIKE '%An old line%'",
  );
  telegram.post(ann, group, "/recall", { threadId: topic });
  const answer = await waitFor("the answer", () => shown(ann).find((text) => text.includes("keeps this line")));
  expect(answer).toContain("only within 48 hours");
  expect(answer).toMatch(/\/send C\d+ Correction to my last message:/);
  expect(shown(customer)).toContain("An old line");
  expect(await desk.rows("SELECT 1 FROM deliveries WHERE operation = 'delete' AND status <> 'sent'")).toEqual([]);
});

async function taken(name: string): Promise<{ customer: number; topic: number }> {
  people += 1;
  const customer = telegram.addPerson({ id: 5_000_100_000 + people, firstName: name }).id;
  telegram.post(customer, customer, "I want to talk to a human");
  const topic = await waitFor(`the topic of ${name}`, async () => {
    const [row] = await desk.rows<{ thread_id: string | null }>(
      `SELECT t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
       JOIN customers c ON c.id = v.customer_id WHERE c.name = ?`,
      [name],
    );
    return row?.thread_id ? Number(row.thread_id) : null;
  });
  await waitFor("the call", () => told(topic).some((text) => text.includes("asks for a person")));
  telegram.post(ann, group, "/take", { threadId: topic });
  await waitFor("the taking", () => told(topic).some((text) => text.includes("Ann has taken")));
  return { customer, topic };
}

function told(topic: number): string[] {
  return telegram
    .messages(group)
    .filter(({ message }) => message.from?.id === telegram.bot.id && message.message_thread_id === topic)
    .map(({ message }) => message.text ?? "");
}

function shown(person: number): string[] {
  return telegram
    .messages(person)
    .filter(({ message, isDeleted }) => message.from?.id === telegram.bot.id && !isDeleted)
    .map(({ message }) => message.text ?? "");
}
