import { afterAll, beforeAll, expect, it } from "vitest";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { newId } from "../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import type { ChannelDirectory } from "./channel-directory.ts";
import { breakChannel, endTrouble, hasNewSettings, mendChannel, type TroubleSource } from "./channel-trouble.ts";

let database: TestDatabase;
let db: Database;
let orgId: string;

const nobodyElse = { ofOrganisation: async () => [] } as unknown as ChannelDirectory; // only asked where to tell managers

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 2, system: 4 });
  orgId = await findOrganization(db.system, "default");
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

it("breaks once, however many calls fail at the same time, with one alert", async () => {
  const channel = await newChannel();
  await Promise.all(Array.from({ length: 8 }, () => breaks(channel, "call")));
  expect(await stateOf(channel)).toEqual({ status: "error", alerts: ["open"] });
});

it.each([
  ["call", "call", "active"],
  ["platform", "call", "active"],
  ["listener", "listener", "active"],
  ["account", "account", "active"],
  ["listener", "call", "error"],
  ["account", "call", "error"],
  ["call", "listener", "error"],
] as const)("that %s does not work is %s's to disprove: then it is %s", async (source, works, status) => {
  const channel = await newChannel();
  await breaks(channel, source);
  await db.system.transaction((trx) => mendChannel(trx, channel, works));
  const alert = status === "active" ? "resolved" : "open";
  expect(await stateOf(channel)).toEqual({ status, alerts: [alert] });
});

it("may break again after it was mended, and is a new alert then", async () => {
  const channel = await newChannel();
  await breaks(channel, "call");
  await db.system.transaction((trx) => mendChannel(trx, channel, "call"));
  await breaks(channel, "call");
  expect(await stateOf(channel)).toEqual({ status: "error", alerts: ["resolved", "open"] });
});

it("does not break by what an adapter of the old settings still hears", async () => {
  const channel = await newChannel();
  await breaks(channel, "call");
  await db.system.transaction(async (trx) => {
    await trx("channels").where({ id: channel.id }).update({ config: '{"sealed":"anew"}', status: "active" });
    await endTrouble(trx, channel);
  });
  expect(await hasNewSettings(db.system, channel)).toBe(true);
  await breaks(channel, "call");
  expect(await stateOf(channel)).toEqual({ status: "active", alerts: ["resolved"] });
});

it("does not break what is paused", async () => {
  const channel = await newChannel();
  await db.system("channels").where({ id: channel.id }).update({ status: "paused" });
  await breaks(channel, "platform");
  expect(await stateOf(channel)).toEqual({ status: "paused", alerts: [] });
});

async function newChannel() {
  const id = newId();
  const row = { id, org_id: orgId, platform: "slack", name: id, config: '{"sealed":"once"}' };
  await db.system("channels").insert(row);
  const { rows } = await db.system.raw("SELECT md5(config::text) AS version FROM channels WHERE id = ?", [id]);
  return { id, orgId, platform: "slack", name: id, settingsVersion: String(rows[0].version) };
}

function breaks(channel: Awaited<ReturnType<typeof newChannel>>, source: TroubleSource): Promise<void> {
  const trouble = { source, reason: "it does not work" };
  return db.system.transaction((trx) => breakChannel(trx, nobodyElse, channel, trouble));
}

async function stateOf({ id }: { id: string }) {
  const channel = await db.system("channels").where({ id }).first("status");
  const alerts: { status: string }[] = await db
    .system("alerts")
    .where({ channel_id: id })
    .orderBy("number")
    .select("status");
  return { status: channel.status, alerts: alerts.map(({ status }) => status) };
}
