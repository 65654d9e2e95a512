import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { newId } from "../ids.ts";
import { connectDatabase, connectOwner } from "./connect.ts";
import { atOneMomentAsSystem, inOrganization } from "./organization-scope.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
});
afterAll(() => database.drop());

it("ends what the server reads for minutes when whoever asked for it has been killed", async () => {
  const db = connectDatabase(database.url);
  const owner = connectOwner(database.url);
  const atWork = async () => {
    const { rows } = await owner.raw(
      "SELECT count(*)::integer AS count FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%'",
    );
    return rows[0].count;
  };
  try {
    let cut: () => void = () => undefined;
    const reading = atOneMomentAsSystem(db, newId(), { statementMs: 600_000 }, async ({ trx }) => {
      const connection = await trx.client.acquireConnection();
      cut = () => connection.connection.stream.destroy();
      await trx.raw("SELECT pg_sleep(600)");
    });
    reading.catch(() => undefined);
    await vi.waitFor(async () => expect(await atWork()).toBe(1), { timeout: 10_000 });
    cut();
    await expect(reading).rejects.toThrow();
    await vi.waitFor(async () => expect(await atWork()).toBe(0), { timeout: 20_000, interval: 200 });
  } finally {
    await owner.destroy();
    await db.close();
  }
}, 60_000);

it("rejects where a statement of it failed and nobody heard, since nothing of it was kept", async () => {
  const db = connectDatabase(database.url);
  const orgId = newId();
  try {
    const work = inOrganization(db, orgId, async ({ trx }) => {
      await trx.raw("SELECT 1 / 0").catch(() => undefined);
      return "done";
    });
    await expect(work).rejects.toThrow("division by zero");
    expect(await inOrganization(db, orgId, async () => "done")).toBe("done");
  } finally {
    await db.close();
  }
});
