import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Money } from "./money.ts";

/** A period, and whose customers it is about. */
export interface FunnelPeriod {
  from: Date;
  to: Date;
  /** First and last day of the organisation's zone. */
  days: { first: string; last: string };
  /** Null: everybody's. */
  teamId: string | null;
}

export interface FunnelFigures {
  /** Customers whose first contact, passing, account or first deposit fell into the period. */
  contacts: number;
  passed: number;
  joinedGroup: number;
  accounts: number;
  firstDeposits: number;
  /** Confirmed deposits and withdrawals, in the period in which they were paid in or out. */
  deposits: number;
  withdrawals: number;
  paidIn: Money[];
  paidOut: Money[];
  /** Customers who reached a VIP amount in the period. */
  vips: number;
}

/** What the funnel tables and the money of a period say. */
export async function readFunnel(scope: OrgScope, period: FunnelPeriod): Promise<FunnelFigures> {
  const paidIn = await totalOf(scope, period, "deposits", "deposited_at");
  const paidOut = await totalOf(scope, period, "withdrawals", "processed_at");
  return {
    ...(await countTop(scope, period)),
    ...(await countDeeper(scope, period)),
    deposits: paidIn.count,
    withdrawals: paidOut.count,
    paidIn: paidIn.sums,
    paidOut: paidOut.sums,
  };
}

const inTeam =
  "(:teamId::uuid IS NULL OR user_id IN (SELECT m.user_id FROM user_teams m WHERE m.org_id = :orgId AND m.team_id = :teamId::uuid))";

function bindings({ orgId }: OrgScope, { from, to, days, teamId }: FunnelPeriod) {
  // knex's type leaves out null, its code does not
  return { orgId, from, to, ...days, teamId } as unknown as Record<string, string>;
}

async function countTop(
  scope: OrgScope,
  period: FunnelPeriod,
): Promise<Pick<FunnelFigures, "contacts" | "passed" | "joinedGroup">> {
  const { rows } = await scope.trx.raw(
    `SELECT count(*)::int AS contacts, count(*) FILTER (WHERE screening_result = 'passed')::int AS passed,
       count(*) FILTER (WHERE joined_group)::int AS "joinedGroup"
     FROM funnel_tofu WHERE org_id = :orgId AND contact_date BETWEEN :first::date AND :last::date AND ${inTeam}`,
    bindings(scope, period),
  );
  return rows[0];
}

async function countDeeper(
  scope: OrgScope,
  period: FunnelPeriod,
): Promise<Pick<FunnelFigures, "accounts" | "firstDeposits" | "vips">> {
  const { rows } = await scope.trx.raw(
    `SELECT
       (SELECT count(*)::int FROM funnel_mofu WHERE org_id = :orgId AND opened_at >= :from AND opened_at < :to
         AND ${inTeam}) AS accounts,
       (SELECT count(*)::int FROM deposits WHERE org_id = :orgId AND deposit_type = 'first' AND status = 'confirmed'
         AND deposited_at >= :from AND deposited_at < :to AND ${inTeam}) AS "firstDeposits",
       (SELECT count(DISTINCT customer_id)::int FROM funnel_bofu WHERE org_id = :orgId AND vip_since >= :from
         AND vip_since < :to AND ${inTeam}) AS vips`,
    bindings(scope, period),
  );
  return rows[0];
}

async function totalOf(
  scope: OrgScope,
  period: FunnelPeriod,
  table: "deposits" | "withdrawals",
  when: "deposited_at" | "processed_at",
): Promise<{ count: number; sums: Money[] }> {
  const { rows } = await scope.trx.raw(
    `SELECT currency, sum(amount)::text AS amount, count(*)::int AS count FROM ${table} WHERE org_id = :orgId AND status = 'confirmed'
       AND ${when} >= :from AND ${when} < :to AND ${inTeam} GROUP BY currency ORDER BY currency`,
    bindings(scope, period),
  );
  const found: (Money & { count: number })[] = rows;
  return {
    count: found.reduce((sum, { count }) => sum + count, 0),
    sums: found.map(({ currency, amount }) => ({ currency, amount })),
  };
}
