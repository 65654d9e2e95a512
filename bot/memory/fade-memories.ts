import { fadedMemories } from "../../domain/memory/faded.ts";
import { forgetMemories, removeHidden } from "../../domain/memory/forget.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";

const AT_ONCE = 500;

/**
 * Removes the memories that faded, those closed for long, and those that were forgotten under a legal hold which has
 * ended. Returns how many.
 */
export async function fadeMemories({ db, clock }: { db: Database; clock: Clock }): Promise<number> {
  const orgIds: string[] = await db.system("organizations").orderBy("id").pluck("id");
  let removed = 0;
  for (const orgId of orgIds) {
    removed += await untilDone(() => inOrganization(db, orgId, (scope) => removeHidden(scope, AT_ONCE)));
    let after = "00000000-0000-0000-0000-000000000000";
    removed += await untilDone(() =>
      inOrganization(db, orgId, async (scope) => {
        const faded = await fadedMemories(scope, { now: clock.now(), after, limit: AT_ONCE });
        for (const one of faded) await forgetMemories(scope, one, clock.now());
        after = faded.at(-1)?.id ?? after;
        return faded.length;
      }),
    );
  }
  return removed;
}

async function untilDone(work: () => Promise<number>): Promise<number> {
  let all = 0;
  for (;;) {
    const some = await work();
    all += some;
    if (some < AT_ONCE) return all;
  }
}
