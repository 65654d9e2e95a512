import type { Clock } from "../../../infra/clock.ts";
import type { Database } from "../../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { tryEach } from "../../../infra/try-each.ts";
import { keepScores } from "./keep-scores.ts";

const CUSTOMERS_A_TIME = 100;

/** Works out everybody's scores again as they are today: what is long ago counts for less. */
export async function rescoreEverywhere({ db, clock }: { db: Database; clock: Clock }): Promise<void> {
  const orgIds: string[] = await db.system("organizations").orderBy("id").pluck("id");
  await tryEach(orgIds, async (orgId) => (await rescoreOrganization(db, orgId, clock.now())) > 0);
}

async function rescoreOrganization(db: Database, orgId: string, at: Date): Promise<number> {
  let looked = 0;
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const ids = await inOrganization(db, orgId, async (scope) => {
      const batch = await nextCustomers(scope, after);
      await keepScores(scope, batch, at);
      return batch;
    });
    const last = ids.at(-1);
    if (last === undefined) return looked;
    looked += ids.length;
    after = last;
  }
}

async function nextCustomers({ trx, orgId }: OrgScope, after: string): Promise<string[]> {
  return trx("customers")
    .where({ org_id: orgId })
    .whereNull("merged_into")
    .where("id", ">", after)
    .orderBy("id")
    .limit(CUSTOMERS_A_TIME)
    .pluck("id");
}
