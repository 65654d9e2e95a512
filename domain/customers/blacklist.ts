import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { AuditEntry } from "../control/audit-log.ts";
import type { Customer } from "./customer.ts";
import { keepCustomerChange } from "./keep-change.ts";
import { followTagRules } from "./tag-rules.ts";

/** Puts a locked customer on the blacklist, or takes them off it. False when they are there, or not, already. */
export async function setBlacklisted(
  scope: OrgScope,
  customer: Pick<Customer, "id" | "status">,
  { isBlacklisted, reason }: { isBlacklisted: boolean; reason: string },
  { by, at }: { by: AuditEntry["by"]; at: Date },
): Promise<boolean> {
  if ((customer.status === "blacklist") === isBlacklisted) return false;
  const status = isBlacklisted ? "blacklist" : "active";
  await scope
    .trx("customers")
    .where({ org_id: scope.orgId, id: customer.id })
    .update({ status, blacklist_reason: isBlacklisted ? reason : null, updated_at: at });
  await keepCustomerChange(scope, {
    customerId: customer.id,
    by,
    type: "blacklist_change",
    title: `${customer.status} → ${status}: ${reason}`,
    action: isBlacklisted ? "customer.block" : "customer.unblock",
    changes: { before: customer.status, after: status, reason },
  });
  await followTagRules(scope, customer.id);
  return true;
}

/** True when the customer is on the blacklist now. */
export async function isBlacklisted({ trx, orgId }: OrgScope, customerId: string): Promise<boolean> {
  const row = await trx("customers").where({ org_id: orgId, id: customerId }).first("status");
  return row?.status === "blacklist";
}
