import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { maskedStart } from "../content/secrets/masked-excerpt.ts";
import type { AuditEntry } from "../control/audit-log.ts";
import { Customer, type Lead } from "../customers/customer.ts";
import type { LeadStatus } from "../customers/lead-words.ts";
import { changeLeadStatus } from "./change-lead.ts";
import { makeCustomerOf, ownCustomerOf } from "./convert-lead.ts";

const MAX_REASON = 500;

/**
 * Moves a locked lead on; one that is converted has its customer from then on, who is made where nobody has written yet, and
 * whom the lead's owner looks after where nobody does. Gives the customer, or null where there is none yet; false where
 * the lead may not become that, and nothing is written.
 */
export async function moveLead(
  scope: OrgScope,
  lead: Lead,
  { to, by, at, reason }: { to: LeadStatus; by: AuditEntry["by"]; at: Date; reason: string | null },
): Promise<Customer | null | false> {
  const why = reason === null ? null : maskedStart(reason, MAX_REASON);
  if (!(await changeLeadStatus(scope, lead, { to, by, at, reason: why }))) return false;
  const known = lead.customerId === null ? null : await Customer.query(scope.trx).findById(lead.customerId);
  if (to !== "converted") return known ?? null;
  const customer = known ?? (await makeCustomerOf(scope, lead, by));
  await ownCustomerOf(scope, lead, customer, { by, at });
  return Customer.query(scope.trx).findById(customer.id).throwIfNotFound();
}
