import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { LATE_DAYS } from "./due-days.ts";
import type { Period } from "./period.ts";

/** The days of a period, of today and the last seven, that were not worked out since they ended. */
export async function unfinishedDays({ trx, orgId }: OrgScope, { from, to }: Period, now: Date): Promise<string[]> {
  const { rows } = await trx.raw(
    `WITH today AS MATERIALIZED (
       SELECT zone, (:now::timestamptz AT TIME ZONE zone)::date AS day FROM organization_zone(:orgId) zone)
     SELECT d.day::date::text AS day
     FROM today t CROSS JOIN LATERAL generate_series(
       greatest(:from::date, t.day - :late::int), least(:to::date, t.day), interval '1 day') AS d (day)
     LEFT JOIN kpi_days k ON k.org_id = :orgId AND k.date = d.day::date
     WHERE k.date IS NULL OR k.computed_at < (d.day + interval '1 day') AT TIME ZONE t.zone ORDER BY d.day`,
    { orgId, from, to, now, late: LATE_DAYS },
  );
  return rows.map(({ day }: { day: string }) => day);
}
