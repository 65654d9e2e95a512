import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Period } from "./period.ts";

/** Somebody's figures over a period, or those of several people together. Null: there is nothing it could be made of. */
export interface Performance {
  /** Days on which there was something to count: of several people, days of each. */
  days: number;
  /** The mean of the days that have one. */
  score: number | null;
  first_responses: number;
  handled: number;
  resolved: number;
  ratings: number;
  /** 1 to 5. */
  satisfaction: number | null;
  /** 1 to 10. */
  quality: number | null;
  waits: number;
  /** Per cent. */
  unanswered: number | null;
  promises: number;
  deadlines: number | null;
  contacts: number;
  retained: number;
  accounts: number;
  good_talks: number;
  questions: number;
  deposits: number;
  currency: string;
  /** Decimal text with two places, in `currency`. Null while a rate is missing, or a day is in another base currency. */
  deposited: string | null;
  withdrawn: string | null;
  net: string | null;
  missing_rates: string[];
  has_other_currency: boolean;
}

const FIGURES = `count(k.id) FILTER (WHERE k.is_busy)::int AS days, round(avg(k.overall_score), 1)::float8 AS score,
  coalesce(sum(k.first_responses), 0)::int AS first_responses,
  coalesce(sum(k.conversations_handled), 0)::int AS handled, coalesce(sum(k.conversations_resolved), 0)::int AS resolved,
  coalesce(sum(k.satisfaction_count), 0)::int AS ratings,
  round(sum(k.satisfaction_sum)::numeric / nullif(sum(k.satisfaction_count), 0), 2)::float8 AS satisfaction,
  round(sum(k.quality_sum)::numeric / nullif(sum(k.quality_count), 0), 2)::float8 AS quality,
  coalesce(sum(k.waits), 0)::int AS waits,
  round(sum(k.waits_unanswered) * 100::numeric / nullif(sum(k.waits), 0), 1)::float8 AS unanswered,
  coalesce(sum(k.sla_promises), 0)::int AS promises,
  round(sum(k.sla_met) * 100::numeric / nullif(sum(k.sla_promises), 0), 1)::float8 AS deadlines,
  coalesce(sum(k.tofu_contacts), 0)::int AS contacts, coalesce(sum(k.tofu_retained), 0)::int AS retained,
  coalesce(sum(k.mofu_accounts_opened), 0)::int AS accounts,
  coalesce(sum(k.mofu_quality_conversations), 0)::int AS good_talks,
  coalesce(sum(k.mofu_counter_question_count), 0)::int AS questions,
  coalesce(sum(k.bofu_deposits_count), 0)::int AS deposits, organization_currency(:orgId) AS currency,
  ${sumOf("bofu_deposit_amount")} AS deposited, ${sumOf("bofu_withdrawal_amount")} AS withdrawn,
  ${sumOf("bofu_net_deposit")} AS net,
  ARRAY(SELECT DISTINCT unnest(string_to_array(string_agg(nullif(array_to_string(k.currencies_without_rate, ','), ''), ','), ','))
    ORDER BY 1) AS missing_rates,
  coalesce(bool_or(k.is_foreign), false) AS has_other_currency`;

// Not busy: what was counted turned out not to be so. Foreign: it is money that was counted in another base currency.
const ROWS = `SELECT k.*, (k.tofu_contacts, k.mofu_quality_conversations, k.mofu_counter_question_count, k.mofu_accounts_opened,
    k.bofu_deposits_count, k.first_responses, k.conversations_handled, k.conversations_resolved, k.satisfaction_count,
    k.waits, k.sla_promises) IS DISTINCT FROM (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    OR k.bofu_withdrawal_amount IS DISTINCT FROM 0 AS is_busy,
  k.currency <> organization_currency(:orgId)
    AND (k.bofu_deposit_amount IS DISTINCT FROM 0 OR k.bofu_withdrawal_amount IS DISTINCT FROM 0) AS is_foreign
  FROM employee_kpis k
  WHERE k.org_id = :orgId AND k.user_id = ANY (:userIds::uuid[]) AND k.date BETWEEN :from::date AND :to::date`;

function sumOf(column: string): string {
  return `CASE WHEN count(*) FILTER (WHERE k.${column} IS NULL OR k.is_foreign) = 0
    THEN round(coalesce(sum(k.${column}), 0), 2)::text END`;
}

/** What these people did in a period together. */
export async function readTogether(scope: OrgScope, userIds: readonly string[], period: Period): Promise<Performance> {
  const { rows } = await scope.trx.raw(`SELECT ${FIGURES} FROM (${ROWS}) k`, bindingsOf(scope, userIds, period));
  return rows[0];
}

/** What each of them did; who did nothing is not listed. The best first, and those without a score last. */
export async function readEach(
  scope: OrgScope,
  userIds: readonly string[],
  period: Period,
): Promise<(Performance & { user_id: string; name: string; employee_code: string })[]> {
  const { rows } = await scope.trx.raw(
    `SELECT k.user_id, u.name, u.employee_code, ${FIGURES} FROM (${ROWS}) k JOIN users u ON u.id = k.user_id
     WHERE k.is_busy GROUP BY k.user_id, u.name, u.employee_code ORDER BY avg(k.overall_score) DESC NULLS LAST, u.name, k.user_id`,
    bindingsOf(scope, userIds, period),
  );
  return rows;
}

/**
 * How long half of the customers who waited for a first answer waited at most, in seconds; by person and together
 * (null).
 */
export async function readMedians(
  scope: OrgScope,
  userIds: readonly string[],
  period: Period,
): Promise<ReadonlyMap<string | null, number>> {
  const { rows } = await scope.trx.raw(
    // The zone is looked up once, not for each row.
    `WITH here AS MATERIALIZED (SELECT organization_zone(:orgId) AS zone)
     SELECT r.user_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.ended_at - r.waiting_since)::float8)
       AS seconds
     FROM sla_results r
     WHERE r.org_id = :orgId AND r.kind = 'first_response' AND r.outcome = 'answered' AND r.waiting_since IS NOT NULL
       AND r.user_id = ANY (:userIds::uuid[]) AND r.ended_at >= (:from::date - interval '3 hours') AT TIME ZONE (SELECT zone FROM here)
       AND r.ended_at < (:to::date + interval '27 hours') AT TIME ZONE (SELECT zone FROM here)
       AND (r.ended_at AT TIME ZONE (SELECT zone FROM here))::date BETWEEN :from::date AND :to::date
     GROUP BY GROUPING SETS ((r.user_id), ()) HAVING count(*) > 0`,
    bindingsOf(scope, userIds, period),
  );
  return new Map(rows.map((row: { user_id: string | null; seconds: number }) => [row.user_id, row.seconds]));
}

/** A day of a trend; per cent, null where there was nothing. */
export interface TrendDay {
  day: string;
  score: number | null;
  answered: number | null;
  deadlines: number | null;
}

/**
 * Every day of a period. Behind row-level security a row is looked up by a column (OFFSET keeps `d` a table of its own), not
 * by a value that is worked out in the comparison: that reads all of them.
 */
export async function readTrend(scope: OrgScope, userIds: readonly string[], period: Period): Promise<TrendDay[]> {
  const { rows } = await scope.trx.raw(
    `SELECT d.day::text AS day, round(avg(k.overall_score), 1)::float8 AS score,
       round(100 - sum(k.waits_unanswered) * 100::numeric / nullif(sum(k.waits), 0), 1)::float8 AS answered,
       round(sum(k.sla_met) * 100::numeric / nullif(sum(k.sla_promises), 0), 1)::float8 AS deadlines
     FROM (SELECT day::date AS day FROM generate_series(:from::date, :to::date, interval '1 day') day OFFSET 0) d
     LEFT JOIN employee_kpis k ON k.org_id = :orgId AND k.user_id = ANY (:userIds::uuid[]) AND k.date = d.day
       AND k.date BETWEEN :from::date AND :to::date
     GROUP BY d.day ORDER BY d.day`,
    bindingsOf(scope, userIds, period),
  );
  return rows;
}

function bindingsOf({ orgId }: OrgScope, userIds: readonly string[], { from, to }: Period): Record<string, string> {
  // knex's type knows no arrays as bindings, its code passes them on
  return { orgId, userIds, from, to } as unknown as Record<string, string>;
}
