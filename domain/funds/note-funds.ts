import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { CustomerActivity } from "../customers/customer.ts";

/** Puts a deposit or withdrawal into what is told of a customer's life with the firm. */
export async function noteFunds(
  { trx, orgId }: OrgScope,
  { customerId, id }: { customerId: string; id: string },
  title: string,
): Promise<void> {
  await CustomerActivity.query(trx).insert({
    orgId,
    customerId,
    userId: null,
    type: "custom",
    title,
    metadata: { fundsId: id },
  });
}
