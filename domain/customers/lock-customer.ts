import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { Customer } from "./customer.ts";

/** The customer as they are now, locked: whoever changes them at the same time comes after. */
export async function lockCustomer({ trx, orgId }: OrgScope, id: string): Promise<Customer> {
  return Customer.query(trx).where({ orgId, id }).forUpdate().first().throwIfNotFound();
}
