import { afterAll, beforeAll, expect, it } from "vitest";
import { writeAudit } from "../domain/control/audit-log.ts";
import { connectOwner } from "../infra/db/connect.ts";
import { inOrganization } from "../infra/db/organization-scope.ts";
import { newId } from "../infra/ids.ts";
import { createLog } from "../infra/log/log.ts";
import { type OpenProduct, openProduct } from "../tests/support/open-product.ts";
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
  const lines: string[] = [];
  const log = createLog("info", { to: { write: (line) => void lines.push(line) } });
  await write(otherOrgId);
  await sealEverything({ ...open.product, log });
  const rows = await open.rows<{ head: string }>(
    "SELECT seq || ':' || encode(chain_hash, 'hex') AS head FROM audit_seals WHERE org_id = ? ORDER BY seq DESC LIMIT 1",
    [otherOrgId],
  );
  // The product's own timer may have been first.
  const logged = lines.map((line) => JSON.parse(line)).filter(({ org }) => org === otherOrgId);
  for (const line of logged) expect(line).toMatchObject({ event: "audit.sealed", head: rows[0]?.head });
});
