import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { noSuchFunds } from "./fund-errors.ts";

/** Whose the customer is when the money is reported, null when nobody's. @throws NotFoundError */
export async function findCustomerForFunds({ trx, orgId }: OrgScope, customerId: string): Promise<string | null> {
  const row: { owner_id: string | null } | undefined = await trx("customers")
    .where({ org_id: orgId, id: customerId })
    .first("owner_id");
  if (!row) throw noSuchFunds({ en: "there is no such customer", zh: "没有此客户" });
  return row.owner_id;
}
