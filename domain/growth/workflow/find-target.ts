import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { findReferredCustomer, parseCustomerReference } from "../../customers/customer-reference.ts";
import { parseLeadCode } from "../../leads/find-lead.ts";
import type { ExecutionTarget } from "./execution.ts";

/** The lead (`L12`) or customer (`CUST_00042`, `crm:881`) that a word names; null when there is none. */
export async function findTarget(scope: OrgScope, word: string): Promise<ExecutionTarget | null> {
  const number = parseLeadCode(word);
  if (number !== null) {
    const lead = await scope.trx("leads").where({ org_id: scope.orgId, number }).first("id");
    return lead ? { target_type: "lead", target_id: lead.id } : null;
  }
  const reference = parseCustomerReference(word.replace(/^cust_/i, "CUST_"));
  const customer = reference && (await findReferredCustomer(scope, reference));
  return customer ? { target_type: "customer", target_id: customer } : null;
}
