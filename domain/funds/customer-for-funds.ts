import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { findWhoTheyAre } from "../customers/customer-reference.ts";
import { noSuchFunds } from "./fund-errors.ts";
import { lockFunds } from "./lock-funds.ts";

/**
 * Whose money a report is of, who may have been merged since it was read: who they are now, locked (`lockFunds`), and
 * whose customer that is, null when nobody's. @throws NotFoundError
 */
export async function lockCustomerForFunds(
  scope: OrgScope,
  reportedId: string,
): Promise<{ customerId: string; ownerId: string | null }> {
  const customerId = await findForFunds(scope, reportedId);
  await lockFunds(scope, customerId);
  // A merge, or the undoing of one, that was under way has ended when the lock is had.
  if ((await findForFunds(scope, reportedId)) !== customerId) return lockCustomerForFunds(scope, reportedId);
  return { customerId, ownerId: await ownerOf(scope, customerId) };
}

async function findForFunds(scope: OrgScope, reportedId: string): Promise<string> {
  const customerId = await findWhoTheyAre(scope, reportedId);
  if (customerId === null) throw noSuchFunds({ en: "there is no such customer", zh: "没有此客户" });
  return customerId;
}

async function ownerOf({ trx, orgId }: OrgScope, customerId: string): Promise<string | null> {
  const row = await trx("customers").where({ org_id: orgId, id: customerId }).first("owner_id");
  return row?.owner_id ?? null;
}
