import { Client } from "pg";
import { expect, it, onTestFinished } from "vitest";
import { createTestDatabase } from "../../tests/support/test-database.ts";
import { describeFailure } from "./describe-failure.ts";

it("names the Unix socket of a database that is not there", async () => {
  const client = new Client({ host: "/nowhere/at/all", port: 5_432, user: "desk", database: "desk" });
  const failure = await client.connect().catch((error: unknown) => error);
  expect(describeFailure(failure)).toBe(
    "The database at /nowhere/at/all/.s.PGSQL.5432 cannot be reached (ENOENT). Check DATABASE_URL, and that it runs.",
  );
});

it("does not take a missing file for a database that is away", () => {
  const missing = Object.assign(new Error("ENOENT: no such file"), { code: "ENOENT", syscall: "open" });
  expect(describeFailure(missing)).toMatch(/^Unexpected failure: ENOENT: no such file/);
});

it("names the variable where the server knows neither the database nor who asks", async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const url = new URL(database.url);
  url.pathname = "/nope";
  const client = new Client({ connectionString: url.href });
  expect(describeFailure(await client.connect().catch((error: unknown) => error))).toBe(
    'The database refused: database "nope" does not exist. Check DATABASE_URL, and DATABASE_APP_URL where it is set.',
  );
});
