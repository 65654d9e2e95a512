import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** For so many days what is confirmed or corrected later still gets into a day's figures by itself. */
export const LATE_DAYS = 7;
/** Beyond that somebody has to ask for it (`deskhand kpi compute`). */
const MISSED_AT_MOST = 400;

/**
 * The days, up to yesterday in the organisation's zone, that have to be worked out: each of the last seven once a night, and
 * what was missed since the last night. The oldest first.
 */
export async function dueDays({ trx, orgId }: OrgScope, now: Date): Promise<string[]> {
  const { rows } = await trx.raw(
    `WITH today AS MATERIALIZED (
       SELECT zone, (:now::timestamptz AT TIME ZONE zone)::date AS day FROM organization_zone(:orgId) zone
     ), last AS (
       SELECT max(k.date) AS day FROM kpi_days k JOIN today t ON k.date < t.day WHERE k.org_id = :orgId
     )
     SELECT d.day::date::text AS day
     FROM today t CROSS JOIN last l
     CROSS JOIN LATERAL generate_series(
       greatest(t.day - :most::int, least(t.day - :late::int, coalesce(l.day + 1, t.day - :late::int))),
       t.day - 1, interval '1 day') AS d (day)
     LEFT JOIN kpi_days k ON k.org_id = :orgId AND k.date = d.day::date
     WHERE k.date IS NULL OR d.day >= t.day - :late::int AND k.computed_at < t.day::timestamp AT TIME ZONE t.zone
     ORDER BY d.day`,
    { orgId, now, most: MISSED_AT_MOST, late: LATE_DAYS },
  );
  return rows.map(({ day }: { day: string }) => day);
}
