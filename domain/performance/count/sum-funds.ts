import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { bindingsOf, type Count, onDay } from "../kpi-day.ts";
import type { CountedFigures } from "../kpi-figures.ts";

/** What customers paid in and took out that day, by whose they were then, in the base currency. */
export async function sumFunds(scope: OrgScope, count: Count): Promise<CountedFigures[]> {
  const { rows } = await scope.trx.raw(
    `SELECT f.user_id, count(*) FILTER (WHERE f.kind = 'deposit')::int AS bofu_deposits_count,
       ${sumOf("deposit")} AS bofu_deposit_amount, ${sumOf("withdrawal")} AS bofu_withdrawal_amount,
       coalesce(array_agg(DISTINCT f.currency ORDER BY f.currency) FILTER (WHERE f.base_amount IS NULL), '{}')
         AS currencies_without_rate
     FROM v_settled_funds f WHERE f.org_id = :orgId AND f.user_id = ANY (:userIds::uuid[]) AND ${onDay("f.at")}
     GROUP BY f.user_id`,
    bindingsOf(scope, count),
  );
  return rows;
}

function sumOf(kind: "deposit" | "withdrawal"): string {
  return `CASE WHEN count(*) FILTER (WHERE f.kind = '${kind}' AND f.base_amount IS NULL) = 0
    THEN coalesce(sum(f.base_amount) FILTER (WHERE f.kind = '${kind}'), 0)::text END`;
}
