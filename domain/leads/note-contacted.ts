import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { AuditEntry } from "../control/audit-log.ts";
import { Lead } from "../customers/customer.ts";
import { assignLead, changeLeadStatus } from "./change-lead.ts";

/** A person's words went out to a customer: their new leads have been contacted. */
export async function noteContacted(
  scope: OrgScope,
  customerId: string,
  { userId, at }: { userId: string; at: Date },
): Promise<void> {
  const leads = await Lead.query(scope.trx).where({ orgId: scope.orgId, customerId, status: "new" });
  for (const lead of leads) await changeLeadStatus(scope, lead, { to: "contacted", by: { userId }, at });
}

/** Somebody has a customer's conversation: leads of theirs that nobody has are that person's as well. */
export async function adoptLeads(
  scope: OrgScope,
  customerId: string,
  { userId, by, at }: { userId: string; by: AuditEntry["by"]; at: Date },
): Promise<void> {
  const leads = await Lead.query(scope.trx)
    .where({ orgId: scope.orgId, customerId })
    .whereNull("assignedTo")
    .whereIn("status", ["new", "contacted", "qualified"])
    .forUpdate();
  for (const lead of leads) await assignLead(scope, lead, { to: userId, by, at });
}
