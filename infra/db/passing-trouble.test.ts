import type { Knex } from "knex";
import { Model } from "objection";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { waitFor } from "../../tests/support/wait-for.ts";
import { connectOwner } from "./connect.ts";
import { isPassingTrouble } from "./passing-trouble.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function failureOf(sql: string, url = database.url): Promise<unknown> {
  const knex = connectOwner(url);
  try {
    return await knex.raw(sql).then(
      () => null,
      (error: unknown) => error,
    );
  } finally {
    await knex.destroy();
  }
}

it("knows a connection that was cut in the middle of a statement", async () => {
  expect(isPassingTrouble(await failureOf("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(1)"))).toBe(true);
});

it("knows a transaction whose connection was cut between its statements", async () => {
  const knex = connectOwner(database.url);
  const other = connectOwner(database.url);
  const failure = await knex
    .transaction(async (trx) => {
      const { rows } = await trx.raw("SELECT pg_backend_pid() AS pid");
      await other.raw("SELECT pg_terminate_backend(?)", [rows[0].pid]);
      await other.raw("SELECT pg_sleep(0.1)");
      await trx.raw("SELECT 1");
    })
    .catch((error: unknown) => error);
  await Promise.all([knex.destroy(), other.destroy()]);
  expect(failure).toBeInstanceOf(Error);
  expect(isPassingTrouble(failure)).toBe(true);
});

it("knows a server that is not there", async () => {
  const url = new URL(database.url);
  url.port = "1";
  expect(isPassingTrouble(await failureOf("SELECT 1", url.href))).toBe(true);
});

class Guarded extends Model {
  static override tableName = "guarded";
}

it.each([
  ["a lock is not to be had in time", "SET LOCAL lock_timeout = 50", null],
  ["its time is over", "SET LOCAL statement_timeout = 50", null],
  ["its connection is cut", "SELECT 1", "SELECT pg_terminate_backend(?)"],
  ["it is cancelled", "SELECT 1", "SELECT pg_cancel_backend(?)"],
])("knows it of a model's statement too, whose error holds the driver's: %s", async (_why, before, after) => {
  const [holder, waiter] = [connectOwner(database.url), connectOwner(database.url)];
  await holder.raw("CREATE TABLE IF NOT EXISTS guarded (id int)");
  const lock = await holder.transaction();
  await lock.raw("LOCK TABLE guarded");
  const failure = await failureOfModel(waiter, before, async (pid) => {
    if (after) await lock.raw(after, [pid]);
  });
  await lock.rollback();
  await Promise.all([holder.destroy(), waiter.destroy()]);
  expect(failure).toMatchObject({ nativeError: expect.any(Error) });
  expect(isPassingTrouble(failure)).toBe(true);
});

async function failureOfModel(knex: Knex, before: string, whileItWaits: (pid: number) => Promise<void>) {
  const trx = await knex.transaction();
  await trx.raw(before);
  const { rows } = await trx.raw("SELECT pg_backend_pid() AS pid");
  const { pid } = rows[0];
  const failing = Guarded.query(trx).then(
    () => null,
    (error: unknown) => error,
  );
  await Promise.race([failing, waitFor("it to wait for its lock", () => waits(pid))]);
  await whileItWaits(pid);
  const failure = await failing;
  await trx.rollback().catch(() => undefined);
  return failure;
}

async function waits(pid: number): Promise<boolean> {
  const knex = connectOwner(database.url);
  const { rows } = await knex.raw("SELECT wait_event_type = 'Lock' AS waits FROM pg_stat_activity WHERE pid = ?", [
    pid,
  ]);
  await knex.destroy();
  return rows[0]?.waits ?? true;
}

it("blames the statement for everything else", async () => {
  expect(isPassingTrouble(await failureOf("SELECT 1 / 0"))).toBe(false);
  expect(isPassingTrouble(await failureOf("SELECT 'Connection terminated'::integer"))).toBe(false);
  expect(isPassingTrouble(new TypeError("x is not a function"))).toBe(false);
  expect(isPassingTrouble("Connection terminated")).toBe(false);
});
