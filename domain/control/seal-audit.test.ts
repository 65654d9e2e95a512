import { afterAll, beforeAll, expect, it } from "vitest";
import { connectDatabase, connectOwner, type Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { findOrganization } from "../organisation/ensure-organization.ts";
import { organizationsToSeal, sealAudit } from "./seal-audit.ts";
import { verifyAudit } from "./verify-audit.ts";

let database: TestDatabase;
let db: Database;
let orgId: string;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 2, system: 1 });
  orgId = await findOrganization(db.system, "default");
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const write = (rows: number) =>
  inOrganization(db, orgId, ({ trx }) =>
    trx.raw(
      `INSERT INTO audit_logs (id, org_id, actor, action, resource_type)
       SELECT gen_random_uuid(), ?, 'job', 'test', 'thing' FROM generate_series(1, ?)`,
      [orgId, rows],
    ),
  );

const seal = () =>
  inOrganization(db, orgId, async (scope) => {
    const before = await looksForSeals(scope);
    const { rows } = await sealAudit(scope);
    return { rows, looks: (await looksForSeals(scope)) - before };
  });

/** The organisations with something to seal, and how often a seal was looked for to know. */
const toSeal = () =>
  db.system.transaction(async (trx) => {
    const before = await looksForSeals({ trx });
    return { ids: await organizationsToSeal(trx), looks: (await looksForSeals({ trx })) - before };
  });

/** While a transaction that is older than these rows runs, in whichever database of the server, none of them is settled. */
const isSettled = () =>
  inOrganization(db, orgId, async ({ trx }) => {
    const { rows } = await trx.raw(
      "SELECT bool_and(transaction_id < pg_snapshot_xmin(pg_current_snapshot())) AS is_settled FROM audit_logs",
    );
    return rows[0].is_settled;
  });

/** How often this connection has looked for a seal. */
async function looksForSeals({ trx }: Pick<OrgScope, "trx">): Promise<number> {
  const { rows } = await trx.raw("SELECT idx_scan FROM pg_stat_xact_user_tables WHERE relname = 'audit_seals'");
  return Number(rows[0].idx_scan);
}

it("goes on where it stopped in what one transaction wrote, without another look at what has its seal", async () => {
  await write(3_500);
  // As the database does by itself where much was written.
  const owner = connectOwner(database.url);
  await owner.raw("ANALYZE audit_logs");
  await owner.destroy();
  await expect.poll(isSettled, { timeout: 30_000 }).toBe(true);
  const first = await seal();
  const halfway = await toSeal();
  expect(halfway).toMatchObject({ ids: [orgId] });
  expect(halfway.looks).toBeLessThan(10);
  const batches = [first, await seal(), await seal(), await seal(), await seal()];
  const sealed = batches.map(({ rows }) => rows);
  expect(sealed.slice(0, 3)).toEqual([1_000, 1_000, 1_000]);
  expect(sealed.slice(3).reduce((sum, rows) => sum + rows, 0)).toBeGreaterThanOrEqual(500);
  for (const { looks } of batches) expect(looks).toBeLessThan(1_100);
  await write(3);
  expect((await seal()).rows).toBe(3);
  expect((await seal()).rows).toBe(0);
  expect(await inOrganization(db, orgId, (scope) => verifyAudit(scope, { noted: null }))).toMatchObject({
    tail: { rows: 0 },
    findings: [],
  });
});
