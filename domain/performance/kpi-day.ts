import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** A day of an organisation's zone, as the statements that count it take it. */
export interface KpiDay {
  /** `2026-03-02`. */
  day: string;
  zone: string;
  /** Instants between which the day lies, so that an index finds its rows: wider than it, whatever the clocks do. */
  from: Date;
  to: Date;
}

/** The day with this date. */
export async function kpiDay({ trx, orgId }: OrgScope, day: string): Promise<KpiDay> {
  const { rows } = await trx.raw(
    `SELECT zone, (:day::date - interval '3 hours') AT TIME ZONE zone AS "from",
       (:day::date + interval '27 hours') AT TIME ZONE zone AS "to" FROM organization_zone(:orgId) zone`,
    { orgId, day },
  );
  return { day, ...rows[0] };
}

/** The date that it is in the organisation's zone. */
export async function kpiToday({ trx, orgId }: OrgScope, at: Date): Promise<string> {
  const { rows } = await trx.raw(
    "SELECT (:at::timestamptz AT TIME ZONE organization_zone(:orgId))::date::text AS day",
    {
      orgId,
      at,
    },
  );
  return rows[0].day;
}

/** True for rows whose instant lies on the day; `column` is part of a statement with the bindings of a `KpiDay`. */
export function onDay(column: string): string {
  return `${column} >= :from AND ${column} < :to AND (${column} AT TIME ZONE :zone)::date = :day::date`;
}

/** Whose figures are counted on which day. */
export interface Count extends KpiDay {
  userIds: readonly string[];
}

/** The bindings of a statement that counts. */
export function bindingsOf({ orgId }: OrgScope, count: Count): Record<string, string> {
  // knex's type knows no arrays as bindings, its code passes them on
  return { orgId, ...count } as unknown as Record<string, string>;
}
