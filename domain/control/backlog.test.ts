import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { newId } from "../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { findOrganization } from "../organisation/ensure-organization.ts";
import { deliveryBacklog, receiptBacklog } from "./backlog.ts";

let database: TestDatabase;
let db: Database;
let orgId: string;
let channelId: string;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 1, system: 2 });
  orgId = await findOrganization(db.system, "default");
});
beforeEach(async () => {
  channelId = newId();
  await db.system("channels").insert({ id: channelId, org_id: orgId, platform: "other", name: channelId });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

interface Told {
  createdMinutesAgo: number;
  attempts?: number;
  firstAttemptMinutesAgo?: number;
  nextAttemptInMinutes?: number;
}

async function delivery({ createdMinutesAgo, attempts = 0, ...told }: Told): Promise<void> {
  const minutes = (count: number | undefined) => (count === undefined ? null : db.system.raw(FROM_NOW, [count]));
  await db.system("deliveries").insert({
    id: newId(),
    org_id: orgId,
    channel_id: channelId,
    chat: "7",
    target: "{}",
    audience: "customer",
    purpose: "answer",
    content: "{}",
    act: "{}",
    attempts,
    created_at: minutes(-createdMinutesAgo),
    first_attempt_at: minutes(told.firstAttemptMinutesAgo === undefined ? undefined : -told.firstAttemptMinutesAgo),
    next_attempt_at: minutes(told.nextAttemptInMinutes),
  });
}

const FROM_NOW = "clock_timestamp() + ? * interval '1 minute'";

async function receipt(minutesAgo: number): Promise<void> {
  await db.system("inbound_receipts").insert({
    channel_id: channelId,
    external_id: newId(),
    org_id: orgId,
    chat: "7",
    payload: "{}",
    received_at: db.system.raw(FROM_NOW, [-minutesAgo]),
  });
}

/** How much waits for customers of the channel, and for how many minutes the oldest. */
async function waitingDeliveries(): Promise<{ waiting: number; minutes: number }> {
  const rows = await deliveryBacklog(db.system);
  return inMinutes(rows.find((row) => row.channel === channelId && row.audience === "customer"));
}

async function waitingReceipts(): Promise<{ waiting: number; minutes: number }> {
  return inMinutes((await receiptBacklog(db.system)).find((row) => row.channel === channelId));
}

function inMinutes(row: { waiting: number; oldestSeconds: number } | undefined): { waiting: number; minutes: number } {
  return { waiting: row?.waiting ?? -1, minutes: Math.floor((row?.oldestSeconds ?? -60) / 60) };
}

async function pause(): Promise<void> {
  await db.system("channels").where({ id: channelId }).update({ status: "paused" });
}

it("counts what a platform does not take from its first attempt on, however late the next one is", async () => {
  await delivery({ createdMinutesAgo: 7, attempts: 9, firstAttemptMinutesAgo: 6, nextAttemptInMinutes: 4 });
  await delivery({ createdMinutesAgo: 3, attempts: 8, firstAttemptMinutesAgo: 2, nextAttemptInMinutes: -1 });
  expect(await waitingDeliveries()).toEqual({ waiting: 2, minutes: 6 });
});

it("counts what waits behind it from when it was written", async () => {
  await delivery({ createdMinutesAgo: 5 });
  expect(await waitingDeliveries()).toEqual({ waiting: 1, minutes: 5 });
});

it("does not count what nobody has tried, since it is for later", async () => {
  await delivery({ createdMinutesAgo: 30, nextAttemptInMinutes: 10 });
  expect(await waitingDeliveries()).toEqual({ waiting: 0, minutes: 0 });
  await delivery({ createdMinutesAgo: 30, nextAttemptInMinutes: -4 });
  expect(await waitingDeliveries()).toEqual({ waiting: 1, minutes: 4 });
});

it("of a channel that is paused on purpose, tells how much waits, and nothing as late", async () => {
  await delivery({ createdMinutesAgo: 8 });
  await delivery({ createdMinutesAgo: 8, attempts: 3, firstAttemptMinutesAgo: 8, nextAttemptInMinutes: 1 });
  await receipt(9);
  expect(await waitingReceipts()).toEqual({ waiting: 1, minutes: 9 });
  await pause();
  expect(await waitingDeliveries()).toEqual({ waiting: 2, minutes: 0 });
  expect(await waitingReceipts()).toEqual({ waiting: 1, minutes: 0 });
});
