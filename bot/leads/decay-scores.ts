import { keepScore } from "../../domain/leads/keep-score.ts";
import { scorePolicyOf } from "../../domain/leads/score-policy.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";

const LEADS_A_TRANSACTION = 200;

/** Lets every score fall to what it is today. Returns how many were looked at. */
export async function decayScores({ db, clock }: { db: Database; clock: Clock }): Promise<number> {
  const orgIds: string[] = await db.system("organizations").orderBy("id").pluck("id");
  let looked = 0;
  for (const orgId of orgIds) looked += await decayOf(db, orgId, clock.now());
  return looked;
}

async function decayOf(db: Database, orgId: string, at: Date): Promise<number> {
  let looked = 0;
  let after: string | null = null;
  for (;;) {
    const ids: string[] = await inOrganization(db, orgId, async (scope) => {
      const batch = await nextLeads(scope, after);
      const policy = scorePolicyOf(await loadSettings(scope));
      for (const id of batch) await keepScore(scope, id, policy, at);
      return batch;
    });
    looked += ids.length;
    after = ids.at(-1) ?? null;
    if (ids.length < LEADS_A_TRANSACTION) return looked;
  }
}

// Locked in the order of their ids, as nobody else locks several.
function nextLeads({ trx, orgId }: OrgScope, after: string | null): Promise<string[]> {
  const leads = trx("leads").where({ org_id: orgId }).where("score", ">", 0);
  if (after !== null) leads.where("id", ">", after);
  return leads.orderBy("id").limit(LEADS_A_TRANSACTION).forUpdate().pluck("id");
}
