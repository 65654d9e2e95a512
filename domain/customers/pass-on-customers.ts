import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { CustomerActivity } from "./customer.ts";

/** Gives all customers of one owner to another, or to nobody. Returns how many they were. */
export async function passOnCustomers(
  scope: OrgScope,
  by: AuditEntry["by"],
  { from, to }: { from: string; to: string | null },
): Promise<number> {
  const rows: { id: string; customer_code: string }[] = await scope
    .trx("customers")
    .where({ org_id: scope.orgId, owner_id: from })
    .update({ owner_id: to, updated_at: scope.trx.fn.now() })
    .returning(["id", "customer_code"]);
  for (const { id, customer_code } of rows) {
    await CustomerActivity.query(scope.trx).insert({
      orgId: scope.orgId,
      customerId: id,
      type: "owner_change",
      title: "the owner left",
      metadata: { from, to },
    });
    await writeAudit(scope.trx, {
      orgId: scope.orgId,
      by,
      action: "customer.owner",
      resourceType: "customer",
      resourceId: id,
      changes: { customer: customer_code, before: from, after: to },
    });
  }
  return rows.length;
}
