import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { connectOwner, roleOptions } from "../db/connect.ts";
import { queueOptions } from "./runner.ts";

/** Eight kilobytes each; the queue of this test has five hundred. */
const FEW_BLOCKS = 200;
const WAITING = 20_000;

let database: TestDatabase;
let ours: pg.Client;
let runners: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  ours = new pg.Client(roleOptions(database.url, "deskhand_system"));
  runners = new pg.Client(queueOptions(database.url));
  await Promise.all([ours.connect(), runners.connect()]);
});
afterAll(async () => {
  await Promise.all([ours.end(), runners.end()]);
  await database.drop();
});

// As graphile-worker looks for work, but for queues that have names: we have none.
const PICK_UP = `SELECT id FROM graphile_worker._private_jobs
  WHERE is_available AND run_at <= now() AND task_id = any($1::int[])
  ORDER BY priority ASC, run_at ASC LIMIT 1 FOR UPDATE SKIP LOCKED`;
const ADD = "SELECT enqueue_job('converse', '{\"a\": 1}', NULL, 'key ' || $1::text, now(), NULL, 'replace')";
const ADD_MANY = `SELECT enqueue_jobs(array_agg('converse'::text), array_agg('{"a": 1}'::json), array_agg('key ' || n ORDER BY n), NULL)
  FROM generate_series($1::integer, $1::integer + 9) AS n`;

it("adds and picks up by the queue's indexes, also where it was empty when that was planned and is long now", async () => {
  const owner = connectOwner(database.url);
  await owner.raw("DELETE FROM graphile_worker._private_jobs");
  await owner.raw("VACUUM ANALYZE graphile_worker._private_jobs");
  for (const [name, sql] of Object.entries({ ADD, ADD_MANY })) await ours.query({ name, text: sql, values: [1] });
  await runners.query(`PREPARE pick_up AS ${PICK_UP}`);
  const { rows } = await owner.raw("SELECT array_agg(id) AS ids FROM graphile_worker._private_tasks");
  const pickUp = `EXECUTE pick_up ('{${rows[0].ids.join(",")}}')`;
  await runners.query(pickUp);

  await owner.raw(
    `INSERT INTO graphile_worker._private_jobs (task_id, payload, run_at, key, priority)
     SELECT (SELECT min(id) FROM graphile_worker._private_tasks), '{"a": 1}', now(), 'key ' || n, 0
     FROM generate_series(100, 100 + ?::integer) AS n`,
    [WAITING],
  );
  await owner.destroy();
  expect(await blocksRead(ours, ADD.replaceAll("$1", "200"))).toBeLessThan(FEW_BLOCKS);
  expect(await blocksRead(ours, ADD_MANY.replaceAll("$1", "300"))).toBeLessThan(FEW_BLOCKS);
  expect(await blocksRead(runners, pickUp)).toBeLessThan(FEW_BLOCKS);
});

async function blocksRead(connection: pg.Client, sql: string): Promise<number> {
  const { rows } = await connection.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`);
  const { Plan: plan } = rows[0]["QUERY PLAN"][0];
  return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
}
