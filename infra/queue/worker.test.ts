import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { Task } from "graphile-worker";
import type { Knex } from "knex";
import { Client } from "pg";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { startDatabaseProxy } from "../../tests/support/database-proxy.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { waitFor } from "../../tests/support/wait-for.ts";
import { connectDatabase, type Database } from "../db/connect.ts";
import { newId } from "../ids.ts";
import { silentLog } from "../log/log.ts";
import { enqueueJob } from "./enqueue.ts";
import { startRunner } from "./runner.ts";
import { startWorker, type Worker } from "./worker.ts";

let database: TestDatabase;
let db: Database;
let worker: Worker | null = null;

beforeEach(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 1, system: 3 });
});
afterEach(async () => {
  await worker?.stop();
  worker = null;
  await db.close();
  await database.drop();
});

function start(tasks: Record<string, () => Promise<void>>): Promise<Worker> {
  return startWorker({ db, log: silentLog, tasks, concurrency: 3, isAlone: false });
}

async function rows<Row>(sql: string): Promise<Row[]> {
  return (await db.system.raw(sql)).rows as Row[];
}

it("leases the very name under which its jobs are locked", async () => {
  const endless = newEndless();
  worker = await start({ work: endless.work });
  await enqueueJob(db.system, { task: "work", payload: {}, key: newId() });
  await waitFor("the lease to name who locked the job", async () => {
    const found = await rows(
      "SELECT FROM graphile_worker.jobs j JOIN worker_leases l ON j.locked_by = ANY (l.worker_ids)",
    );
    return found.length === 1;
  });
  endless.finish();
});

it("stops within its time when a job does not end, and gives the job back", async () => {
  const endless = newEndless();
  worker = await start({ work: endless.work });
  await enqueueJob(db.system, { task: "work", payload: {}, key: newId() });
  await endless.begun;
  const before = performance.now();
  await worker.stop();
  worker = null;
  expect(performance.now() - before).toBeLessThan(7_000);
  expect(await rows("SELECT locked_by FROM graphile_worker.jobs")).toEqual([{ locked_by: null }]);
  endless.finish();
});

it("lets every job that runs at once listen for the end without a warning of a leak", async () => {
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.name);
  process.on("warning", note);
  let running = 0;
  const work: Task = async (_payload, { abortSignal }) => {
    running += 1;
    await once(abortSignal, "abort");
  };
  worker = await startWorker({ db, log: silentLog, tasks: { work }, concurrency: 12, isAlone: false });
  for (let job = 0; job < 12; job++) await enqueueJob(db.system, { task: "work", payload: {}, key: newId() });
  await waitFor("all to run", () => running === 12);
  await worker.stop();
  worker = null;
  process.off("warning", note);
  expect(warnings).toEqual([]);
});

it("works the jobs of a process that died before its first renewal", async () => {
  await enqueueJob(db.system, { task: "work", payload: {}, key: newId() });
  await lockAs("pool-of-the-dead", "10 seconds");
  const done: string[] = [];
  worker = await start({ work: async () => void done.push("work") });
  await waitFor("the job to be done", () => done.length === 1);
});

it("leaves a living process its jobs when nobody could renew because the database was away", async () => {
  worker = await start({ work: async () => undefined });
  await enqueueJob(db.system, { task: "work", payload: {}, key: newId(), inMs: 3_600_000 });
  // What every process suffers in an outage: for longer than half a lease no renewal gets through.
  const outage = await db.system.transaction();
  await outage.raw("LOCK TABLE worker_leases IN ACCESS EXCLUSIVE MODE");
  await outage.raw("SELECT pg_sleep(6.5)");
  await outage.raw(
    "INSERT INTO worker_leases (process_id, worker_ids, renewed_at) VALUES (gen_random_uuid(), '{pool-of-the-living}', now() - interval '10 seconds')",
  );
  await lockAs("pool-of-the-living", "1 minute", outage);
  await outage.commit();
  const [ended] = await rows<{ at: Date }>("SELECT clock_timestamp() AS at");
  await waitFor("two more renewals", async () => {
    const [own] = await rows<{ renewed_at: Date }>("SELECT max(renewed_at) AS renewed_at FROM worker_leases");
    return own && ended && own.renewed_at.getTime() > ended.at.getTime() + 2_000;
  });
  expect(await rows("SELECT locked_by FROM graphile_worker.jobs")).toEqual([{ locked_by: "pool-of-the-living" }]);
});

it("goes on when it could not write down that a job is done", async () => {
  const done: string[] = [];
  worker = await start({
    work: async () => {
      if (done.length === 0) await asOwner(refuseToDeleteJobs);
      done.push("work");
    },
  });
  await enqueueJob(db.system, { task: "work", payload: {}, key: newId() });
  await waitFor("the job to be done", () => done.length === 1);
  await asOwner("DROP TRIGGER refuse ON graphile_worker._private_jobs");
  await enqueueJob(db.system, { task: "work", payload: {}, key: newId() });
  await waitFor("the queue to be empty", async () => (await rows("SELECT FROM graphile_worker.jobs")).length === 0);
  // The first job was done again, since nobody could know that it was done.
  expect(done.length).toBeGreaterThanOrEqual(3);
});

it("outlives a cut of the connection that it is about to listen on while it stops", async () => {
  const proxy = await startDatabaseProxy(database.url);
  onTestFinished(() => proxy.close());
  const unhandled: unknown[] = [];
  const keep = (error: unknown) => void unhandled.push(error);
  for (const event of ["unhandledRejection", "uncaughtException"]) {
    process.on(event, keep);
    onTestFinished(() => void process.off(event, keep));
  }
  const stalled = proxy.stallAt("LISTEN");
  const runner = await startRunner({ db: { ...db, url: proxy.url }, log: silentLog, tasks: {}, concurrency: 3 });
  await stalled;
  const stopped = runner.stop();
  await proxy.cut();
  await stopped;
  // graphile-worker asks the pool, which has ended, for another connection after 136 ms at most.
  await pause(200);
  expect(unhandled).toEqual([]);
});

it("stops in good order while the database is away", async () => {
  const { proxy, isBroken, begin } = await behindProxy();
  const stopping = await begin();
  await proxy.cut();
  await waitFor("the runner to be given up", isBroken);
  await stopping.stop();
});

it("stops what was being begun again when it was told to", async () => {
  const { proxy, isBroken, begin, onBeginning } = await behindProxy();
  const stopping = await begin();
  await proxy.cut();
  await waitFor("the runner to be given up", isBroken);
  const stopped = onBeginning(() => stopping.stop());
  await proxy.restore();
  await stopped;
  expect(await rows("SELECT FROM worker_leases")).toEqual([]);
  await enqueueJob(db.system, { task: "work", payload: {}, key: newId() });
  const [open] = await rows<{ n: string }>(
    "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
  );
  expect(open).toEqual({ n: "0" });
});

it("says once that the database is away, however often it tries, and when it is back", async () => {
  const { proxy, events, begin, onBeginning } = await behindProxy();
  worker = await begin();
  await proxy.cut();
  for (let attempt = 0; attempt < 4; attempt++) await onBeginning(async () => undefined);
  await proxy.restore();
  await waitFor("the end to be told", () => events.includes("queue.database_back"));
  expect(events.filter((event) => event.startsWith("queue.database"))).toEqual([
    "queue.database_away",
    "queue.database_back",
  ]);
});

it("names the trace of what caused a job that fails", async () => {
  const lines: unknown[] = [];
  const log = { ...silentLog, warn: (event: string, fields: unknown) => void lines.push([event, fields]) };
  const trace = `00-${"a".repeat(32)}-${"b".repeat(16)}-00`;
  const work = () => Promise.reject(new Error("it cannot be done"));
  worker = await startWorker({ db, log, tasks: { work }, concurrency: 3, isAlone: false });
  await enqueueJob(db.system, { task: "work", payload: { trace }, key: newId() });
  await waitFor("the failure to be logged", () => lines.length === 1);
  expect(lines).toEqual([["job.failed", expect.objectContaining({ task: "work", trace: "a".repeat(32) })]]);
});

/** A worker whose database can be taken away, and which tells when it begins a runner again. */
async function behindProxy() {
  const proxy = await startDatabaseProxy(database.url);
  onTestFinished(() => proxy.close());
  const far = connectDatabase(proxy.url, { app: 1, system: 2 });
  onTestFinished(() => far.close());
  const events: string[] = [];
  const note = (event: string) => void events.push(event);
  const log = { ...silentLog, info: note, warn: note };
  let beginning: (() => void) | null = null;
  const watched = {
    ...far,
    get url() {
      beginning?.();
      return proxy.url;
    },
  };
  return {
    proxy,
    events,
    isBroken: () => events.includes("queue.runner_broken"),
    begin: () =>
      startWorker({ db: watched, log, tasks: { work: async () => undefined }, concurrency: 3, isAlone: false }),
    onBeginning: (work: () => Promise<void>) =>
      new Promise<void>((resolve, reject) => {
        beginning = () => {
          beginning = null;
          work().then(resolve, reject);
        };
      }),
  };
}

function newEndless() {
  let finish: () => void = () => undefined;
  let begin: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const work = () => {
    begin();
    return finished;
  };
  return { work, begun, finish: () => finish() };
}

async function lockAs(name: string, ago: string, knex: Knex = db.system): Promise<void> {
  await knex.raw("UPDATE graphile_worker._private_jobs SET locked_by = ?, locked_at = now() - ?::interval", [
    name,
    ago,
  ]);
  await knex.raw("UPDATE graphile_worker._private_job_queues SET locked_by = ?, locked_at = now() - ?::interval", [
    name,
    ago,
  ]);
}

const refuseToDeleteJobs = `
  CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$;
  CREATE TRIGGER refuse BEFORE DELETE ON graphile_worker._private_jobs FOR EACH ROW EXECUTE FUNCTION refuse();`;

async function asOwner(sql: string): Promise<void> {
  const owner = new Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(sql);
  await owner.end();
}
