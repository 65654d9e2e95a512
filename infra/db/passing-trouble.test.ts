import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
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

it("blames the statement for everything else", async () => {
  expect(isPassingTrouble(await failureOf("SELECT 1 / 0"))).toBe(false);
  expect(isPassingTrouble(await failureOf("SELECT 'Connection terminated'::integer"))).toBe(false);
  expect(isPassingTrouble(new TypeError("x is not a function"))).toBe(false);
  expect(isPassingTrouble("Connection terminated")).toBe(false);
});
