import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { placesOf } from "./currencies.ts";
import type { FunnelPeriod } from "./funnel-figures.ts";

export interface BaseSums {
  /** Decimal numbers in text, in the base currency, rounded to its places once, at the end. */
  paidIn: string;
  paidOut: string;
  net: string;
  /** Currencies of which some day has no rate yet: their money is in none of the sums. */
  without: string[];
}

/**
 * Confirmed deposits and withdrawals of a period in the base currency, each at the rate of the day on which it was paid in or
 * out: the newest that was set for that day or before it, so that the sums of last year stay what they were.
 */
export async function sumInBase(
  { trx, orgId }: OrgScope,
  { from, to, teamId }: FunnelPeriod,
  { baseCurrency, timezone }: { baseCurrency: string; timezone: string },
): Promise<BaseSums> {
  const places = placesOf(baseCurrency) ?? 2;
  const { rows } = await trx.raw(
    `WITH money AS (
       SELECT currency, amount, user_id, deposited_at AS at, true AS is_in FROM deposits
         WHERE org_id = :orgId AND status = 'confirmed' AND deposited_at >= :from AND deposited_at < :to
       UNION ALL
       SELECT currency, amount, user_id, processed_at, false FROM withdrawals
         WHERE org_id = :orgId AND status = 'confirmed' AND processed_at >= :from AND processed_at < :to),
     -- A day has one rate: looked up once for it, not for each of thousands of deposits.
     days AS (
       SELECT currency, is_in, (at AT TIME ZONE :timezone)::date AS day, sum(amount) AS amount FROM money m
       WHERE :teamId::uuid IS NULL
         OR m.user_id IN (SELECT user_id FROM user_teams WHERE org_id = :orgId AND team_id = :teamId::uuid)
       GROUP BY 1, 2, 3),
     worth AS (
       SELECT d.currency, d.is_in, CASE WHEN d.currency = :baseCurrency THEN d.amount ELSE d.amount * r.rate END AS amount
       FROM days d LEFT JOIN LATERAL (
         SELECT rate FROM currency_rates r WHERE r.org_id = :orgId AND r.base_currency = :baseCurrency
           AND r.currency = d.currency AND r.day <= d.day ORDER BY r.day DESC LIMIT 1) r ON true)
     SELECT round(coalesce(sum(amount) FILTER (WHERE is_in), 0), :places::int)::text AS "paidIn",
       round(coalesce(sum(amount) FILTER (WHERE NOT is_in), 0), :places::int)::text AS "paidOut",
       round(coalesce(sum(CASE WHEN is_in THEN amount ELSE -amount END), 0), :places::int)::text AS net,
       coalesce(array_agg(DISTINCT currency ORDER BY currency) FILTER (WHERE amount IS NULL), '{}') AS without
     FROM worth`,
    // knex's type leaves out null, its code does not
    { orgId, from, to, teamId, baseCurrency, timezone, places } as unknown as Record<string, string>,
  );
  return rows[0];
}
