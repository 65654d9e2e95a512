import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Customer } from "./customer.ts";
import { keepCustomerChange } from "./keep-change.ts";

/** Gives a customer, who is locked, to somebody by a workflow. False when they are theirs already. */
export async function setOwner(
  scope: OrgScope,
  customer: Pick<Customer, "id" | "ownerId">,
  { to, workflow, at }: { to: string; workflow: string; at: Date },
): Promise<boolean> {
  const before = customer.ownerId;
  if (before === to) return false;
  await scope
    .trx("customers")
    .where({ org_id: scope.orgId, id: customer.id })
    .update({ owner_id: to, assigned_at: at, updated_at: at });
  await keepCustomerChange(scope, {
    customerId: customer.id,
    by: { actor: "job" },
    type: "owner_change",
    title: "given by a workflow",
    action: "customer.owner",
    changes: { before, after: to, workflow },
  });
  return true;
}
