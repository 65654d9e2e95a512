import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { Customer } from "../customer.ts";

/**
 * Locks two customers with all their conversations, conversations first: commands and turns lock in that order too. What
 * both are now is read after the lock, so that of two merges at once the second sees what the first did.
 */
export async function lockBoth(scope: OrgScope, ids: readonly [string, string]): Promise<Map<string, Customer>> {
  await lockConversations(scope, ids);
  const customers = await Customer.query(scope.trx)
    .where({ orgId: scope.orgId })
    .whereIn("id", [...ids])
    .orderBy("id")
    .forUpdate();
  return new Map(customers.map((customer) => [customer.id, customer]));
}

async function lockConversations({ trx, orgId }: OrgScope, customerIds: readonly string[]): Promise<void> {
  await trx("conversations")
    .where({ org_id: orgId })
    .whereIn("customer_id", [...customerIds])
    .orderBy("id")
    .forUpdate()
    .select("id");
}
