import type { OrgScope } from "../../../infra/db/organization-scope.ts";

/**
 * The codes of a customer's money that was recorded from an instant on. Nothing says which of two who were one customer
 * then it is of.
 */
export async function moneySince(
  { trx, orgId }: OrgScope,
  { customerId, since }: { customerId: string; since: Date },
): Promise<string[]> {
  const { rows } = await trx.raw(
    `SELECT code FROM (
       SELECT deposit_code AS code FROM deposits
       WHERE org_id = :orgId AND customer_id = :customerId AND created_at >= :since
       UNION ALL SELECT withdrawal_code FROM withdrawals
       WHERE org_id = :orgId AND customer_id = :customerId AND created_at >= :since) money
     ORDER BY code`,
    { orgId, customerId, since },
  );
  return rows.map(({ code }: { code: string }) => code);
}
