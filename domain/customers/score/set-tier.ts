import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { Customer } from "../customer.ts";
import { keepCustomerChange } from "../keep-change.ts";
import { followTagRules } from "../tag-rules.ts";
import { keepScores } from "./keep-scores.ts";
import type { Tier } from "./score-policy.ts";

/** Sets a locked customer's tier by hand: it stays until it is given back to the rule. */
export async function setTierByHand(
  scope: OrgScope,
  customer: Pick<Customer, "id" | "tier">,
  { tier, reason }: { tier: Tier; reason: string },
  { userId, at }: { userId: string; at: Date },
): Promise<void> {
  await scope
    .trx("customers")
    .where({ org_id: scope.orgId, id: customer.id })
    .update({ tier, tier_set_by: userId, tier_set_at: at, tier_reason: reason, updated_at: at });
  await keepCustomerChange(scope, {
    customerId: customer.id,
    by: { userId },
    type: "tier_change",
    title: `${customer.tier} → ${tier}: ${reason}`,
    action: "customer.tier",
    changes: { before: customer.tier, after: tier, isByHand: true, reason },
  });
  await followTagRules(scope, customer.id);
}

/** Gives a locked customer's tier back to the rule, which works it out now. False when it follows from the rule already. */
export async function leaveTierToRule(
  scope: OrgScope,
  customer: Pick<Customer, "id" | "tier" | "tierSetAt">,
  { userId, at }: { userId: string; at: Date },
): Promise<boolean> {
  if (customer.tierSetAt === null) return false;
  await scope
    .trx("customers")
    .where({ org_id: scope.orgId, id: customer.id })
    .update({ tier_set_by: null, tier_set_at: null, tier_reason: null, updated_at: at });
  await keepCustomerChange(scope, {
    customerId: customer.id,
    by: { userId },
    type: "tier_change",
    title: "by the rule",
    action: "customer.tier",
    changes: { before: customer.tier, isByHand: false },
  });
  await keepScores(scope, [customer.id], at);
  return true;
}
