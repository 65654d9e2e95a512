import { afterAll, beforeAll, expect, it } from "vitest";
import { watchAlerts } from "../../bot/alerts/watch-alerts.ts";
import { readSlaFigures } from "../../domain/conversations/sla-figures.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { waitFor } from "../support/wait-for.ts";

const token = "700100400:AAHtesttesttesttesttest";
const secret = "webhook-secret_0123456789";
const group = -1001234567890;
const MINUTE_MS = 60_000;

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

it("lets a customer wait on since their question when the reply did not reach them, and counts no kept promise", async () => {
  const lost = await taken("Wang Li");
  const other = await taken("Zhao");
  const promised = await clockOf("Wang Li");
  expect(promised.sla_first_response_at).not.toBeNull();
  telegram.block(lost.customer);
  telegram.post(ann, group, "Your withdrawal was paid out", { threadId: lost.topic });
  telegram.post(ann, group, "Hello Zhao", { threadId: other.topic });
  await waitFor("the mark", () => told(lost.topic).some((text) => text.startsWith("✗ Not delivered to Wang Li")));
  await waitFor("the other mark", () => told(other.topic).includes("✓ Sent to Zhao"));

  expect(await clockOf("Wang Li")).toEqual(promised);
  expect((await clockOf("Zhao")).waiting_since).toBeNull();
  expect(await kept(0)).toEqual({ of: 1, met: 1 });
  expect(await resultsOf("Wang Li")).toEqual([{ kind: "first_response", is_met: true, counts: false }]);

  expect(await missedAlerts(31)).toEqual(["Wang Li"]);
  telegram.unblock(lost.customer);
  telegram.post(lost.customer, lost.customer, "Are you there?");
  await waitFor("the question", () => told(lost.topic).some((text) => text.includes("Are you there?")));
  telegram.post(ann, group, "I am here again", { threadId: lost.topic });
  await waitFor("the line", () => shown(lost.customer).includes("I am here again"));
  expect(await resultsOf("Wang Li")).toEqual([
    { kind: "first_response", is_met: true, counts: false },
    { kind: "first_response", is_met: true, counts: true },
  ]);
  expect(await kept(0)).toEqual({ of: 2, met: 2 });
});

it("alerts once more of a missed deadline when the answer that ended the first alert is taken back unsent", async () => {
  const { customer, topic } = await taken("Sun");
  const promised = await clockOf("Sun");
  expect(await missedAlerts(31)).toContain("Sun");
  await desk.product.db.system("channels").update({ send_after: new Date(Date.now() + 60 * MINUTE_MS) });
  telegram.post(ann, group, "Here is your answer", { threadId: topic });
  await waitFor("the wait to end", async () => (await clockOf("Sun")).waiting_since === null);
  await missedAlerts(32);
  expect(await missedStatuses("Sun")).toEqual(["resolved"]);

  desk.product.clock = { now: () => new Date(Date.now() + 33 * MINUTE_MS) };
  telegram.post(ann, group, "/recall", { threadId: topic });
  await waitFor("the wait to go on", async () => (await clockOf("Sun")).waiting_since !== null);
  expect(await clockOf("Sun")).toEqual(promised);
  await missedAlerts(34);
  await missedAlerts(35);
  expect(await missedStatuses("Sun")).toEqual(["resolved", "open"]);
  expect(shown(customer)).not.toContain("Here is your answer");
});

async function clockOf(name: string) {
  const [row] = await desk.rows<{ waiting_since: Date | null; sla_first_response_at: Date | null }>(
    `SELECT v.waiting_since, v.sla_first_response_at, v.first_response_at, v.sla_resolve_deadline
     FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = ?`,
    [name],
  );
  if (!row) throw new Error(`no conversation of ${name}`);
  return row;
}

async function resultsOf(name: string) {
  return desk.rows(
    `SELECT r.kind, r.is_met, r.superseded_at IS NULL AS counts FROM sla_results r
     JOIN conversations v ON v.id = r.conversation_id JOIN customers c ON c.id = v.customer_id
     WHERE c.name = ? ORDER BY r.ended_at`,
    [name],
  );
}

async function kept(inMinutes: number) {
  const at = new Date(Date.now() + inMinutes * MINUTE_MS);
  const figures = await inOrganization(desk.product.db, desk.orgId, (scope) => readSlaFigures(scope, at, "UTC"));
  return figures.week.first_response;
}

/** Whose missed deadlines were told, as of so many minutes from now. */
async function missedAlerts(inMinutes: number): Promise<string[]> {
  await watchAlerts({ ...desk.product, clock: { now: () => new Date(Date.now() + inMinutes * MINUTE_MS) } });
  const rows = await desk.rows<{ name: string }>(
    `SELECT c.name FROM alerts a JOIN customers c ON c.id = a.customer_id WHERE a.kind = 'sla_missed' ORDER BY a.number`,
  );
  return rows.map(({ name }) => name);
}

async function missedStatuses(name: string): Promise<string[]> {
  const rows = await desk.rows<{ status: string }>(
    `SELECT a.status FROM alerts a JOIN customers c ON c.id = a.customer_id
     WHERE a.kind = 'sla_missed' AND c.name = ? ORDER BY a.number`,
    [name],
  );
  return rows.map(({ status }) => status);
}

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

/** What the bot said in a topic. */
function told(topic: number): string[] {
  return telegram
    .messages(group)
    .filter(({ message }) => message.from?.id === telegram.bot.id && message.message_thread_id === topic)
    .map(({ message }) => message.text ?? "");
}

/** What the bot said to a person in private. */
function shown(person: number): string[] {
  return telegram
    .messages(person)
    .filter(({ message }) => message.from?.id === telegram.bot.id)
    .map(({ message }) => message.text ?? "");
}
