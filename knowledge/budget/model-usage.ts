import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { DailyBudget } from "./budget-settings.ts";

/** What one call used, or may use at most. */
export interface Usage {
  tokens: number;
  milliseconds: number;
  cost: number;
}

/** Counts what a call may use at most; false, and counts nothing, where that is more than what is left of the day. */
export async function reserveUsage(
  { orgId, trx }: OrgScope,
  day: string,
  most: Usage,
  budget: DailyBudget,
): Promise<boolean> {
  const { rows } = await trx.raw(
    `INSERT INTO model_usage AS u (org_id, day, calls, tokens, milliseconds, cost)
     SELECT :orgId::uuid, :day::date, 1, :tokens::bigint, :milliseconds::bigint, :cost::numeric
     WHERE :tokens <= coalesce(:maxTokens::bigint, :tokens) AND :cost::numeric <= coalesce(:maxCost::numeric, :cost)
       AND :milliseconds <= coalesce(:maxMilliseconds::bigint, :milliseconds)
     ON CONFLICT (org_id, day) DO UPDATE SET calls = u.calls + 1, tokens = u.tokens + excluded.tokens,
       milliseconds = u.milliseconds + excluded.milliseconds, cost = u.cost + excluded.cost
     WHERE u.tokens + excluded.tokens <= coalesce(:maxTokens::bigint, u.tokens + excluded.tokens)
       AND u.milliseconds + excluded.milliseconds <= coalesce(:maxMilliseconds::bigint, u.milliseconds + excluded.milliseconds)
       AND u.cost + excluded.cost <= coalesce(:maxCost::numeric, u.cost + excluded.cost)
     RETURNING 1`,
    {
      orgId,
      day,
      ...most,
      maxTokens: budget.tokens,
      maxMilliseconds: budget.milliseconds,
      maxCost: budget.cost,
    },
  );
  return rows.length > 0;
}

/** Counts what a call used in the place of what was reserved for it. */
export async function settleUsage(
  { orgId, trx }: OrgScope,
  day: string,
  { reserved, used }: { reserved: Usage; used: Usage },
): Promise<void> {
  await trx.raw(
    `UPDATE model_usage SET tokens = greatest(0, tokens + ?), milliseconds = greatest(0, milliseconds + ?),
       cost = greatest(0, cost + ?::numeric)
     WHERE org_id = ? AND day = ?`,
    [used.tokens - reserved.tokens, used.milliseconds - reserved.milliseconds, used.cost - reserved.cost, orgId, day],
  );
}
