import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { bindingsOf, type Count, onDay } from "../kpi-day.ts";
import type { CountedFigures } from "../kpi-figures.ts";

/**
 * Who came that day, by whose they are, as the top of the funnel has them, and who of them is in a group of ours; two
 * who were found to be one count once.
 */
export async function countContacts(scope: OrgScope, count: Count): Promise<CountedFigures[]> {
  const { rows } = await scope.trx.raw(
    `SELECT c.owner_id AS user_id, count(*)::int AS tofu_contacts,
       count(*) FILTER (WHERE EXISTS (
           SELECT FROM customer_activities a WHERE a.customer_id = c.id AND a.type = 'group_joined' AND NOT EXISTS (
             SELECT FROM customer_activities b WHERE b.customer_id = c.id AND b.type = 'group_left'
               AND b.metadata ->> 'chatId' = a.metadata ->> 'chatId' AND (b.created_at, b.id) > (a.created_at, a.id)))
         OR EXISTS (SELECT FROM conversations v WHERE v.customer_id = c.id AND v.is_group)
           AND NOT EXISTS (SELECT FROM customer_activities a WHERE a.customer_id = c.id AND a.type IN ('group_joined', 'group_left'))
         )::int AS tofu_retained
     FROM customers c WHERE c.org_id = :orgId AND c.owner_id = ANY (:userIds::uuid[]) AND c.merged_into IS NULL
       AND ${onDay("c.created_at")}
     GROUP BY c.owner_id`,
    bindingsOf(scope, count),
  );
  return rows;
}

/**
 * Whose customers have an account since that day, as the middle of the funnel has it: the back office reported one, or they
 * paid in.
 */
export async function countAccounts(scope: OrgScope, count: Count): Promise<CountedFigures[]> {
  const { rows } = await scope.trx.raw(
    `WITH seen AS (
       SELECT r.customer_id FROM customer_external_refs r WHERE r.org_id = :orgId AND ${onDay("r.account_opened_at")}
       UNION
       SELECT d.customer_id FROM deposits d
       WHERE d.org_id = :orgId AND d.status <> 'failed' AND ${onDay("d.deposited_at")}
     ), opened AS (
       SELECT c.owner_id, least(
         (SELECT min(r.account_opened_at) FROM customer_external_refs r WHERE r.customer_id = c.id),
         (SELECT min(d.deposited_at) FROM deposits d WHERE d.customer_id = c.id AND d.status <> 'failed')) AS at
       FROM seen JOIN customers c ON c.id = seen.customer_id
       WHERE c.org_id = :orgId AND c.owner_id = ANY (:userIds::uuid[])
     )
     SELECT owner_id AS user_id, count(*)::int AS mofu_accounts_opened FROM opened
     WHERE ${onDay("at")} GROUP BY owner_id`,
    bindingsOf(scope, count),
  );
  return rows;
}
