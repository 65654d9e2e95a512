import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { Amounts } from "../fund-settings.ts";
import type { FunnelRow } from "./keep-rows.ts";

/**
 * What came in and went out, by customer, by whose the customer was then, and by currency: what is confirmed alone counts.
 * A customer is a VIP in a currency from the deposit on with which all of theirs reach the organisation's amount. What is
 * taken out later changes nothing of it, so that nobody has a reason to talk them out of a withdrawal.
 */
export async function deriveBottom(
  { trx, orgId }: OrgScope,
  customerIds: readonly string[],
  vipFrom: Amounts,
): Promise<FunnelRow[]> {
  const { rows } = await trx.raw(
    `WITH paid_in AS (
       SELECT customer_id, user_id, currency, sum(amount) AS total, count(*)::int AS number, max(amount) AS largest,
         (array_agg(amount ORDER BY deposited_at, id))[1] AS first_amount, min(deposited_at) AS first_at
       FROM deposits WHERE org_id = :orgId AND customer_id = ANY (:customerIds::uuid[]) AND status = 'confirmed'
       GROUP BY customer_id, user_id, currency),
     paid_out AS (
       SELECT customer_id, user_id, currency, sum(amount) AS total, count(*)::int AS number
       FROM withdrawals WHERE org_id = :orgId AND customer_id = ANY (:customerIds::uuid[]) AND status = 'confirmed'
       GROUP BY customer_id, user_id, currency),
     growing AS (
       SELECT customer_id, currency, deposited_at,
         sum(amount) OVER (PARTITION BY customer_id, currency ORDER BY deposited_at, id) AS so_far
       FROM deposits WHERE org_id = :orgId AND customer_id = ANY (:customerIds::uuid[]) AND status = 'confirmed'),
     vips AS (
       SELECT customer_id, currency, min(deposited_at) AS since FROM growing
       WHERE so_far >= (:vipFrom::jsonb ->> currency)::numeric GROUP BY customer_id, currency),
     of AS (
       SELECT customer_id, user_id, currency FROM paid_in UNION SELECT customer_id, user_id, currency FROM paid_out)
     SELECT of.customer_id, of.user_id, of.currency,
       coalesce(i.total, 0)::text AS total_deposits, coalesce(o.total, 0)::text AS total_withdrawals,
       coalesce(i.number, 0) AS deposit_count, coalesce(o.number, 0) AS withdrawal_count,
       i.first_amount::text AS first_deposit_amount, i.first_at::text AS first_deposit_at,
       CASE WHEN i.first_at IS NOT NULL
         THEN greatest(0, floor(extract(epoch FROM i.first_at - c.created_at) / 86400))::int END AS days_to_first_deposit,
       i.largest::text AS max_deposit_amount,
       (CASE WHEN o.total IS NULL THEN 0 WHEN i.total IS NULL THEN 100
         ELSE least(100, round(100 * o.total / i.total, 2)) END)::text AS withdrawal_rate,
       v.since IS NOT NULL AS is_vip, v.since::text AS vip_since
     FROM of CROSS JOIN LATERAL (SELECT created_at FROM customers WHERE id = of.customer_id LIMIT 1) c
     LEFT JOIN paid_in i ON i.customer_id = of.customer_id AND i.currency = of.currency
       AND i.user_id IS NOT DISTINCT FROM of.user_id
     LEFT JOIN paid_out o ON o.customer_id = of.customer_id AND o.currency = of.currency
       AND o.user_id IS NOT DISTINCT FROM of.user_id
     LEFT JOIN vips v ON v.customer_id = of.customer_id AND v.currency = of.currency`,
    // knex's type knows no arrays as bindings, its code passes them on
    { orgId, customerIds, vipFrom: JSON.stringify(vipFrom) } as unknown as Record<string, string>,
  );
  return rows;
}
