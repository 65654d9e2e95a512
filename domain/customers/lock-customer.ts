import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { Customer } from "./customer.ts";

/** Locks the conversations of customers; before the customers themselves, as commands and turns do. */
export async function lockConversationsOf({ trx, orgId }: OrgScope, customerIds: readonly string[]): Promise<void> {
  await trx("conversations")
    .where({ org_id: orgId })
    .whereIn("customer_id", [...customerIds])
    .orderBy("id")
    .forUpdate()
    .select("id");
}

/** The customer as they are now, locked: whoever changes them at the same time comes after. */
export async function lockCustomer({ trx, orgId }: OrgScope, id: string): Promise<Customer> {
  return Customer.query(trx).where({ orgId, id }).forUpdate().first().throwIfNotFound();
}
