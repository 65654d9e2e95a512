import { Client } from "pg";
import { expect, it } from "vitest";
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
