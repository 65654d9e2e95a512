import { computeKpis } from "../../domain/performance/compute-kpis.ts";
import { kpiToday } from "../../domain/performance/kpi-day.ts";
import type { Period } from "../../domain/performance/period.ts";
import { unfinishedDays } from "../../domain/performance/unfinished-days.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";

interface Deps {
  db: Database;
  clock: Clock;
}

/** The date in the organisation's zone. */
export function todayOf({ db, clock }: Deps, orgId: string): Promise<string> {
  return inOrganization(db, orgId, (scope) => kpiToday(scope, clock.now()));
}

/** Works out what the night has not yet: today so far, and before the first night what it will do. */
export async function bringUpToDate(
  { db, clock }: Deps,
  orgId: string,
  userIds: readonly string[],
  period: Period,
): Promise<void> {
  const now = clock.now();
  const days = await inOrganization(db, orgId, (scope) => unfinishedDays(scope, period, now));
  for (const day of days) await inOrganization(db, orgId, (scope) => computeKpis(scope, { day, now, userIds }));
}
