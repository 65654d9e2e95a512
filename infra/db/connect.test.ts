import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { queueOptions } from "../queue/runner.ts";
import { connectDatabase, connectOwner, type Database } from "./connect.ts";

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = connectDatabase(database.url, { app: 1, system: 1 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

it("names the statement that failed and none of its values, also where the statement has a question mark", async () => {
  const failing = db.system.raw("SELECT '{}'::jsonb \\? ?::text, 1 / ?::int", ["what a customer wrote", 0]);
  const error = await failing.then(
    () => null,
    (reason: Error) => reason,
  );
  expect(error?.message).toContain("division by zero");
  expect(error?.message).toContain("SELECT '{}'::jsonb");
  expect(error?.message).not.toContain("what a customer wrote");
});

// A server compiles what it thinks costly, anew at each execution; the queue's look for work costs a hundred times as much then.
it("has the server compile none of its statements, also where that is the server's default", async () => {
  const owner = connectOwner(database.url);
  await owner.raw("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET jit = on', current_database()); END $$");
  await owner.destroy();
  const fresh = connectDatabase(database.url, { app: 1, system: 1 });
  const runner = new pg.Client(queueOptions(database.url));
  await runner.connect();
  const answers = await Promise.all([
    fresh.app.raw("SHOW jit"),
    fresh.system.raw("SHOW jit"),
    runner.query("SHOW jit"),
  ]);
  await Promise.all([fresh.close(), runner.end()]);
  expect(answers.map(({ rows }) => rows[0])).toEqual([{ jit: "off" }, { jit: "off" }, { jit: "off" }]);
});
