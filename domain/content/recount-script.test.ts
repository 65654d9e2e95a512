import { afterAll, beforeAll, expect, it } from "vitest";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { findOrganization } from "../organisation/ensure-organization.ts";
import { rateScript } from "./recount-script.ts";

let database: TestDatabase;
let db: Database;
let orgId: string;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 2, system: 1 });
  orgId = await findOrganization(db.system, "default");
});
afterAll(async () => {
  await db?.close();
  await database?.drop();
});

async function addPerson(): Promise<string> {
  const id = newId();
  const names = { employee_code: id.slice(-6), email: `${id}@example.com`, name: "Agent", role: "agent" };
  await db.system("users").insert({ id, org_id: orgId, ...names });
  return id;
}

it("counts two who use a version at once, neither of whom waits for the other's transaction to end", async () => {
  const [first, second] = [await addPerson(), await addPerson()];
  const scriptId = newId();
  const words = { script_code: "OUT-1", category: "withdrawal", content_en: "On its way." };
  await db.system("scripts").insert({ id: scriptId, org_id: orgId, ...words, status: "approved" });
  const at = new Date("2026-11-02T09:00:00Z");
  await inOrganization(db, orgId, async (scope) => {
    // The row that the vote belongs to is referred to from here on, and must not be taken from the other for that.
    const begun = { script_id: scriptId, user_id: first, org_id: orgId, rating: 1, rated_at: at };
    await scope.trx("script_ratings").insert(begun);
    await inOrganization(db, orgId, (other) => rateScript(other, { scriptId, userId: second, rating: 5, at }));
    await rateScript(scope, { scriptId, userId: first, rating: 2, at });
  });
  expect(await db.system("scripts").where({ id: scriptId }).first("avg_rating")).toEqual({ avg_rating: "3.50" });
});
