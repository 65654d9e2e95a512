import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { connectDatabase, type Database } from "./connect.ts";

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
