import { keepScores } from "../../../domain/customers/score/keep-scores.ts";
import { rebuildFunnel } from "../../../domain/funds/rebuild-funnel.ts";
import { recountStaff } from "../../../domain/organisation/recount-staff.ts";
import { computeKpis } from "../../../domain/performance/compute-kpis.ts";
import type { Database } from "../../../infra/db/connect.ts";
import { inOrganization } from "../../../infra/db/organization-scope.ts";
import { DAY_MS } from "./working-day.ts";

const CUSTOMERS_A_TIME = 100;

/** Works out all that follows from what was written, by the product's own computations: doing it again changes nothing. */
export async function workOut(
  db: Database,
  orgId: string,
  { start, now }: { start: Date; now: Date },
  progress: (what: string, done: number) => void = () => undefined,
): Promise<void> {
  await rebuildFunnel(db, orgId, (done) => progress("funnel", done));
  const ids: string[] = await inOrganization(db, orgId, ({ trx }) =>
    trx("customers").where({ org_id: orgId }).orderBy("id").pluck("id"),
  );
  for (let from = 0; from < ids.length; from += CUSTOMERS_A_TIME) {
    await inOrganization(db, orgId, (scope) => keepScores(scope, ids.slice(from, from + CUSTOMERS_A_TIME), now));
    progress("scores", from);
  }
  await rebuildFunnel(db, orgId, (done) => progress("funnel", done));
  for (let at = start.getTime(); at < now.getTime(); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    await inOrganization(db, orgId, (scope) => computeKpis(scope, { day, now }));
    progress("days", (at - start.getTime()) / DAY_MS);
  }
  await recountStaff(db);
}
