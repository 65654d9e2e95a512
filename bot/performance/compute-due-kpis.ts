import { computeKpis } from "../../domain/performance/compute-kpis.ts";
import { dueDays } from "../../domain/performance/due-days.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { tryEach } from "../../infra/try-each.ts";

/**
 * Works out the days of staff that are due in each organisation: in its first run after its midnight yesterday and the days
 * before it, and after a break those that were missed. One organisation that fails stops no other; its days are due again
 * at the next run. Returns how many days were done.
 * @throws AggregateError with what failed, when all have been tried.
 */
export async function computeDueKpis({ db, clock }: { db: Database; clock: Clock }): Promise<number> {
  const orgIds: string[] = await db.system("organizations").orderBy("id").pluck("id");
  let done = 0;
  await tryEach(orgIds, async (orgId) => {
    const days = await inOrganization(db, orgId, (scope) => dueDays(scope, clock.now()));
    for (const day of days) {
      await inOrganization(db, orgId, (scope) => computeKpis(scope, { day, now: clock.now() }));
      done += 1;
    }
    return days.length > 0;
  });
  return done;
}
