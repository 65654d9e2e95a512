import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { loadSettings } from "../organisation/settings.ts";
import { countAccounts, countContacts } from "./count/count-customers.ts";
import { countFirstResponses, countPromises, countRatings, countResolved, countWaits } from "./count/count-service.ts";
import { countMessages, countTalks } from "./count/count-talks.ts";
import { sumFunds } from "./count/sum-funds.ts";
import { keepKpis } from "./keep-kpis.ts";
import { type Count, kpiDay } from "./kpi-day.ts";
import { type CountedFigures, type KpiFigures, noFigures } from "./kpi-figures.ts";
import { scoreOf } from "./score.ts";
import { scorePolicyOf } from "./score-policy.ts";

/**
 * Works out a day of staff from what is recorded, and writes the rows of `employee_kpis` that differ: doing it again changes
 * nothing, and what was confirmed or corrected meanwhile is in it. Without `userIds` everybody's, and the day is noted as
 * done. Who did nothing has no row, or one of zeros where there was one. Returns how many rows were written.
 */
export async function computeKpis(
  scope: OrgScope,
  { day, now, userIds }: { day: string; now: Date; userIds?: readonly string[] },
): Promise<number> {
  // Whoever comes second sees what is there then, and cannot write what was there before.
  await scope.trx.raw("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", [`kpi:${scope.orgId}`]);
  const staff = await listStaff(scope, day, userIds ?? null);
  const counted = await countKpis(scope, { ...(await kpiDay(scope, day)), userIds: staff.map(({ id }) => id), now });
  const policy = scorePolicyOf(await loadSettings(scope));
  const rows = staff
    .filter(({ id, hasRow }) => hasRow || counted.has(id))
    .map(({ id }) => {
      const figures = counted.get(id) ?? noFigures;
      return { user_id: id, ...figures, overall_score: scoreOf(figures, policy) };
    });
  const written = rows.length > 0 ? await keepKpis(scope, day, rows) : 0;
  if (userIds === undefined) await noteDay(scope, day, now);
  return written;
}

/** What is on record of a day of these people; who did nothing has no entry. Only reads. */
export async function countKpis(scope: OrgScope, count: Count & { now: Date }): Promise<Map<string, KpiFigures>> {
  const all = new Map<string, KpiFigures>();
  const add = (parts: CountedFigures[]) => {
    for (const { user_id, ...part } of parts) all.set(user_id, { ...(all.get(user_id) ?? noFigures), ...part });
  };
  add(await countContacts(scope, count));
  add(await countAccounts(scope, count));
  add(await countTalks(scope, count));
  add(await sumFunds(scope, count));
  add(await countMessages(scope, count));
  add(await countFirstResponses(scope, count));
  add(await countResolved(scope, count));
  add(await countRatings(scope, count));
  add(await countPromises(scope, count));
  add(await countWaits(scope, count));
  return all;
}

async function listStaff(
  { trx, orgId }: OrgScope,
  day: string,
  userIds: readonly string[] | null,
): Promise<{ id: string; hasRow: boolean }[]> {
  const { rows } = await trx.raw(
    `SELECT u.id, k.id IS NOT NULL AS "hasRow" FROM users u
     LEFT JOIN employee_kpis k ON k.org_id = u.org_id AND k.user_id = u.id AND k.date = :day::date
     WHERE u.org_id = :orgId AND (:userIds::uuid[] IS NULL OR u.id = ANY (:userIds::uuid[])) ORDER BY u.id`,
    // knex's type knows no arrays or null as bindings, its code passes them on
    { orgId, day, userIds } as unknown as Record<string, string>,
  );
  return rows;
}

async function noteDay({ trx, orgId }: OrgScope, day: string, now: Date): Promise<void> {
  await trx("kpi_days")
    .insert({ org_id: orgId, date: day, computed_at: now })
    .onConflict(["org_id", "date"])
    .merge(["computed_at"]);
}
