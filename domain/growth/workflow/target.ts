import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { Customer, Lead } from "../../customers/customer.ts";
import type { ExecutionTarget } from "./execution.ts";

/** Whom an execution is about, as they are now; a lead has no customer before somebody of it writes. */
export interface TargetNow {
  lead: Lead | null;
  customer: Customer | null;
}

/** Null where there is neither a lead nor a customer any more. */
export async function readTarget(scope: OrgScope, target: ExecutionTarget): Promise<TargetNow | null> {
  const lead = target.target_type === "lead" ? await findLead(scope, target.target_id) : null;
  const customerId = target.target_type === "lead" ? (lead?.customerId ?? null) : target.target_id;
  const customer = customerId === null ? null : await findWhoTheyAre(scope, customerId);
  return lead || customer ? { lead, customer } : null;
}

async function findLead({ trx, orgId }: OrgScope, id: string): Promise<Lead | null> {
  return (await Lead.query(trx).findOne({ orgId, id })) ?? null;
}

/** Who was merged into another is that other. */
async function findWhoTheyAre({ trx, orgId }: OrgScope, id: string): Promise<Customer | null> {
  const found = await Customer.query(trx).findOne({ orgId, id });
  if (!found?.mergedInto) return found ?? null;
  return (await Customer.query(trx).findOne({ orgId, id: found.mergedInto })) ?? null;
}

/** Everything that executions of a customer may name: them, whoever was merged into them, and their leads. */
export async function targetsOfCustomer({ trx, orgId }: OrgScope, customerId: string): Promise<string[]> {
  const { rows } = await trx.raw(
    `WITH they AS (SELECT id FROM customers WHERE org_id = :orgId AND (id = :customerId OR merged_into = :customerId))
     SELECT id FROM they UNION SELECT l.id FROM leads l WHERE l.org_id = :orgId AND l.customer_id IN (SELECT id FROM they)`,
    { orgId, customerId },
  );
  return rows.map(({ id }: { id: string }) => id);
}

/** True when the same person goes through the workflow under their other name still, who was merged into this one. */
export async function isTwice(
  { trx, orgId }: OrgScope,
  { id, workflowId, customerId }: { id: string; workflowId: string; customerId: string },
): Promise<boolean> {
  const row = await trx("workflow_executions")
    .where({ org_id: orgId, workflow_id: workflowId, target_type: "customer", target_id: customerId })
    .whereIn("status", ["running", "waiting"])
    .whereNot({ id })
    .first("id");
  return row !== undefined;
}
