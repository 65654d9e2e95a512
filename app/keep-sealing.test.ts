import { afterAll, beforeAll, expect, it } from "vitest";
import { auditHead } from "../domain/control/audit-head.ts";
import { writeAudit } from "../domain/control/audit-log.ts";
import { ensureOrganization } from "../domain/organisation/ensure-organization.ts";
import { connectDatabase, connectOwner } from "../infra/db/connect.ts";
import { inOrganization } from "../infra/db/organization-scope.ts";
import { newId } from "../infra/ids.ts";
import { createLog } from "../infra/log/log.ts";
import { createMetrics } from "../infra/metrics/metrics.ts";
import { MIGRATED_TEMPLATE } from "../tests/support/migrated-template.ts";
import { type OpenProduct, openProduct } from "../tests/support/open-product.ts";
import { createTestDatabase } from "../tests/support/test-database.ts";
import { waitFor } from "../tests/support/wait-for.ts";
import { sealEverything } from "./keep-sealing.ts";

let open: OpenProduct;
const otherOrgId = newId();
beforeAll(async () => {
  open = await openProduct();
  const owner = connectOwner(open.databaseUrl);
  await owner("organizations").insert({ id: otherOrgId, code: "other", name: "Other" });
  await owner.destroy();
});
afterAll(() => open.close());

const write = (orgId: string) =>
  inOrganization(open.product.db, orgId, ({ trx }) =>
    writeAudit(trx, { orgId, by: { actor: "bot" }, action: "test", resourceType: "thing", resourceId: newId() }),
  );
const seals = (orgId: string) =>
  open.rows<{ seq: string }>("SELECT seq FROM audit_seals WHERE org_id = ? ORDER BY seq", [orgId]);

it("seals what is written while the product runs, for each organisation by itself, and tells how far it is", async () => {
  for (const orgId of [open.orgId, otherOrgId]) {
    await write(orgId);
    await write(orgId);
  }
  await waitFor(
    "the seals of both",
    async () => (await seals(otherOrgId)).length === 2 && (await seals(open.orgId)).length >= 2,
  );
  expect((await seals(otherOrgId)).map(({ seq }) => seq)).toEqual(["1", "2"]);
  const { text } = await open.product.metrics.render();
  expect(text).toContain(`deskhand_audit_seals{org="${otherOrgId}"} 2`);
});

it("writes the newest head into the log", async () => {
  const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  const db = connectDatabase(database.url, { app: 2, system: 1 });
  const orgId = await ensureOrganization(db.system, "default", "Default");
  await inOrganization(db, orgId, ({ trx }) =>
    writeAudit(trx, { orgId, by: { actor: "bot" }, action: "test", resourceType: "thing", resourceId: newId() }),
  );
  const lines: string[] = [];
  const log = createLog("info", { to: { write: (line) => void lines.push(line) } });
  await sealEverything({ db, log, metrics: createMetrics() });
  const head = await inOrganization(db, orgId, auditHead);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { event: "audit.sealed", org: orgId, rows: 1, head: `1:${head?.chainHash}` },
  ]);
  await db.close();
  await database.drop();
});
