import { afterAll, beforeAll, expect, it } from "vitest";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { systemClock } from "../../infra/clock.ts";
import { connectDatabase, connectOwner, type Database } from "../../infra/db/connect.ts";
import { newId } from "../../infra/ids.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { createIntake } from "./accept-receipts.ts";
import { sweepPending } from "./sweep.ts";

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 1, system: 2 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

/** A chat with one message that has waited for a minute; gives the key of its job. */
async function waitingChat(): Promise<string> {
  const orgId = await findOrganization(db.system, "default");
  const channelId = newId();
  await db.system("channels").insert({ id: channelId, org_id: orgId, platform: "other", name: channelId });
  await createIntake(db, { clock: systemClock }).accept({ channelId, orgId }, [
    { externalId: "1", chat: "7", raw: "{}" },
  ]);
  await asOwner("UPDATE inbound_receipts SET received_at = clock_timestamp() - interval '1 minute'");
  return `converse:${channelId}:7`;
}

/** What the queue does when a job has failed: it waits e to the power of its attempts in seconds. */
async function failed(key: string, waitSeconds: number): Promise<void> {
  await asOwner(
    `UPDATE graphile_worker._private_jobs SET attempts = 5, last_error = 'No space left on device',
       run_at = clock_timestamp() + ? * interval '1 second' WHERE key = ?`,
    [waitSeconds, key],
  );
}

async function asOwner(sql: string, bindings: (string | number)[] = []): Promise<void> {
  const owner = connectOwner(database.url);
  await owner.raw(sql, bindings);
  await owner.destroy();
}

async function secondsUntilDue(key: string): Promise<number> {
  const { rows } = await db.system.raw(
    "SELECT extract(epoch FROM run_at - clock_timestamp())::float8 AS seconds FROM graphile_worker.jobs WHERE key = ?",
    [key],
  );
  return rows[0].seconds;
}

it("a chat whose turns failed while the database was full goes on within seconds, not after the queue's growing pause", async () => {
  const key = await waitingChat();
  await failed(key, 148);
  await sweepPending(db);
  expect(await secondsUntilDue(key)).toBeLessThanOrEqual(0);
});

it("leaves a chat alone whose next attempt comes soon", async () => {
  const key = await waitingChat();
  await failed(key, 4);
  await sweepPending(db);
  expect(await secondsUntilDue(key)).toBeGreaterThan(0);
});

it("what a platform announced is pulled within seconds as well, and no sooner than it may be", async () => {
  const key = `pull:${newId()}:kf`;
  await enqueueJob(db.system, { task: "pull", payload: { channelId: newId(), hint: { name: "kf" } }, key });
  await failed(key, 148);
  await sweepPending(db);
  const seconds = await secondsUntilDue(key);
  expect(seconds).toBeGreaterThan(4);
  expect(seconds).toBeLessThanOrEqual(8);
});
