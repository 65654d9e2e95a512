import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { lockFunds } from "../../funds/lock-funds.ts";
import { Customer } from "../customer.ts";
import { lockConversationsOf } from "../lock-customer.ts";

/**
 * Locks two customers with all their conversations and their money, conversations first: commands and turns lock in that
 * order too, and whoever writes down money locks it before the customer. What both are now is read after the lock, so
 * that of two merges at once the second sees what the first did.
 */
export async function lockBoth(scope: OrgScope, ids: readonly [string, string]): Promise<Map<string, Customer>> {
  await lockConversationsOf(scope, ids);
  for (const id of [...ids].sort()) await lockFunds(scope, id);
  const customers = await Customer.query(scope.trx)
    .where({ orgId: scope.orgId })
    .whereIn("id", [...ids])
    .orderBy("id")
    .forUpdate();
  return new Map(customers.map((customer) => [customer.id, customer]));
}
