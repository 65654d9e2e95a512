import { type ComputedDay, differingKpis } from "../../../domain/performance/differing-kpis.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { type Check, type Findings, together, type VerifyWindow } from "../check.ts";
import { firstIdOf } from "../find-rows.ts";

/** Older days are not worked out again, and what they rest on is changed by and by. */
const DAYS = 35;
/** What was on its way when a day was worked out has ended by then. */
const UNDER_WAY_MINUTES = 5;

/** As the night works them out (`computeKpis`), and again for a week. */
export const staffDays: Check = {
  name: "staff_days",
  says: "a day of a member of staff says what is on record of it",
  async find(scope, window) {
    const found: Findings[] = [];
    for (const day of await computedDays(scope, window)) {
      const differing = await differingKpis(scope, day);
      const first = differing.map(({ userId, figures }) => ({
        id: userId,
        about: `${day.day} says something else of ${figures.join(", ")}`,
      }));
      found.push({ count: first.length, first });
    }
    return together(found);
  },
};

async function computedDays({ trx, orgId }: OrgScope, { since, now }: VerifyWindow): Promise<ComputedDay[]> {
  const { rows } = await trx.raw(
    `SELECT date::text AS day, computed_at - make_interval(mins => :minutes) AS at FROM kpi_days
     WHERE org_id = :orgId AND date >= :now::timestamptz::date - :days::integer AND computed_at >= :since AND computed_at <= :now
       AND computed_at >= (date + 1)::timestamp AT TIME ZONE organization_zone(:orgId)
     ORDER BY date`,
    {
      orgId,
      now: now.toISOString(),
      since: since?.toISOString() ?? "-infinity",
      days: DAYS,
      minutes: UNDER_WAY_MINUTES,
    },
  );
  return rows.map(({ day, at }: { day: string; at: Date }) => ({ day, at, fromId: firstIdOf(at) }));
}
