import type { Knex } from "knex";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { connectDatabase, connectOwner, type Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { sealAudit } from "./seal-audit.ts";
import { verifyAudit } from "./verify-audit.ts";

let database: TestDatabase;
let db: Database;
let owner: Knex;
let orgId: string;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 2, system: 1 });
  owner = connectOwner(database.url);
  // A clock beside PostgreSQL's own, wrong by as much as a transaction says; who looks into `turned` first sees it.
  await owner.raw("CREATE SCHEMA turned");
  await owner.raw("GRANT USAGE ON SCHEMA turned TO PUBLIC");
  await owner.raw(
    `CREATE FUNCTION turned.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
       $$ SELECT pg_catalog.clock_timestamp() + current_setting('turned.by')::interval $$`,
  );
});
afterAll(async () => {
  await owner.destroy();
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  orgId = newId();
  await owner("organizations").insert({ id: orgId, code: orgId, name: "A broker" });
});

/** Acts once by a clock that is wrong by so much. */
const act = (by: string) =>
  owner.raw(
    `INSERT INTO audit_logs (id, org_id, actor, action, created_at)
     VALUES (gen_random_uuid(), ?, 'bot', 'test', now() + ?::interval)`,
    [orgId, by],
  );

/** Seals what was done, by a clock that is wrong by so much. */
const seal = (by: string) =>
  inOrganization(db, orgId, async (scope) => {
    await scope.trx.raw("SELECT set_config('search_path', 'turned, pg_catalog, public', true)");
    await scope.trx.raw("SELECT set_config('turned.by', ?, true)", [by]);
    return sealAudit(scope);
  });

async function actAndSeal(...clocks: string[]): Promise<void> {
  for (const by of clocks) {
    await act(by);
    await seal(by);
  }
}

const verify = () => inOrganization(db, orgId, (scope) => verifyAudit(scope, { noted: null }));
const found = async () => (await verify()).findings.map(({ kind, seq }) => [kind, seq]);

it("finds nothing where one row was dated ahead of the seal that it has", async () => {
  await actAndSeal("0");
  await act("2 days");
  await seal("0");
  await act("0");
  expect(await found()).toEqual([]);
  await seal("0");
  expect(await verify()).toMatchObject({ checked: 3, findings: [], setBacks: [] });
});

it("finds nothing where the clock ran ahead for a while and was set right, and says where that was", async () => {
  await actAndSeal("-6 hours", "2 days", "51 hours");
  await act("0");
  expect(await found()).toEqual([]);
  await seal("0");
  await actAndSeal("0", "0");
  const { findings, setBacks } = await verify();
  expect(findings).toEqual([]);
  expect(setBacks).toMatchObject([{ seq: 4 }]);
  const [{ from = "", to = "" } = {}] = setBacks;
  expect(Math.round((Date.parse(from) - Date.parse(to)) / 3_600_000)).toBe(51);
});

it("finds a row that was put in with an old date after the clock was set right", async () => {
  await actAndSeal("-6 hours", "2 days", "0");
  await act("-2 hours");
  await seal("0");
  await act("-8 hours");
  expect(await found()).toEqual([
    ["row_inserted", 4],
    ["row_inserted", null],
  ]);
});

it("finds a row that was put in with an old date and a seal of that date", async () => {
  await actAndSeal("-3 days", "-3 days", "0");
  await actAndSeal("-4 days");
  expect(await found()).toEqual([["row_inserted", 4]]);
});

it("finds one whose date is in a silence of the chain that is longer ago than it lasted", async () => {
  await actAndSeal("-10 days", "-9 days");
  await actAndSeal("-5 days", "0");
  await actAndSeal("-228 hours");
  expect(await verify()).toMatchObject({ findings: [{ kind: "row_inserted", seq: 5 }], setBacks: [] });
});

it("finds a row and a seal of a time that the clock had come past after it was set right", async () => {
  await actAndSeal("-20 hours", "-10 hours", "-19 hours", "0");
  expect(await verify()).toMatchObject({ findings: [], setBacks: [{ seq: 3 }] });
  await actAndSeal("-20 hours");
  expect(await found()).toEqual([["row_inserted", 5]]);
});
