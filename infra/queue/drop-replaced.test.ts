import { afterEach, beforeEach, expect, it } from "vitest";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { waitFor } from "../../tests/support/wait-for.ts";
import { connectDatabase, type Database } from "../db/connect.ts";
import { silentLog } from "../log/log.ts";
import { dropReplaced } from "./drop-replaced.ts";
import { enqueueJob } from "./enqueue.ts";
import { startWorker } from "./worker.ts";

let database: TestDatabase;
let db: Database;
beforeEach(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 1, system: 3 });
});
afterEach(async () => {
  await db.close();
  await database.drop();
});

const jobs = async () =>
  (await db.system.raw("SELECT key, attempts < max_attempts AS waits FROM graphile_worker.jobs ORDER BY id")).rows;

it("removes what was replaced while it ran and then failed, and nothing else", async () => {
  let begun = 0;
  let fail: (error: Error) => void = () => undefined;
  const work = () =>
    new Promise<void>((_resolve, reject) => {
      begun += 1;
      fail = reject;
    });
  const worker = await startWorker({ db, log: silentLog, tasks: { work }, concurrency: 3, isAlone: false });
  await enqueueJob(db.system, { task: "work", payload: {}, key: "chat" });
  await waitFor("it to run", () => begun === 1);
  await enqueueJob(db.system, { task: "work", payload: {}, key: "chat", inMs: 3_600_000 });
  // It runs still.
  expect(await dropReplaced(db)).toBe(0);
  fail(new Error("the database was away"));
  await waitFor("the failure to be written", async () => {
    const { rows } = await db.system.raw("SELECT FROM graphile_worker.jobs WHERE last_error IS NOT NULL");
    return rows.length === 1;
  });
  await worker.stop();
  await enqueueJob(db.system, { task: "work", payload: {}, key: "given up" });
  await db.system.raw("UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE key = 'given up'");

  expect(await jobs()).toEqual([
    { key: null, waits: false },
    { key: "chat", waits: true },
    { key: "given up", waits: false },
  ]);
  expect(await dropReplaced(db)).toBe(1);
  expect(await jobs()).toEqual([
    { key: "chat", waits: true },
    { key: "given up", waits: false },
  ]);
});
