import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { loadSettings } from "../../organisation/settings.ts";
import { keepCustomerChange } from "../keep-change.ts";
import { followTagRules } from "../tag-rules.ts";
import { readScoreFacts, type ScoreFact } from "./score-facts.ts";
import { type CustomerScorePolicy, customerScorePolicyOf, type Tier, tierOf } from "./score-policy.ts";
import { type FactSum, sumFacts } from "./sum-facts.ts";

/** A customer's sums, each with what it is made of. */
export interface CustomerScores {
  intention: FactSum;
  engagement: FactSum;
  /** Intention, and four tenths of engagement: 0 to 100. */
  score: number;
  tier: FactSum;
  /** What the rule makes of it. */
  byRule: Tier;
}

/** Works out what facts make of a customer. Pure. */
export function scoreCustomer(facts: readonly ScoreFact[], policy: CustomerScorePolicy, now: Date): CustomerScores {
  const intention = sumFacts(facts, policy.intention, now);
  const engagement = sumFacts(facts, policy.engagement, now);
  const tier = sumFacts(facts, policy.tier, now);
  const score = intention.points + Math.round(engagement.points * 0.4);
  return { intention, engagement, score, tier, byRule: tierOf(tier.points, policy.tierFrom) };
}

/**
 * Works out the scores of customers as they are at an instant and keeps them with their reasons; a tier that follows from
 * the rule moves with it, one that was set by hand stays. Gives how many tiers moved.
 */
export async function keepScores(scope: OrgScope, customerIds: readonly string[], at: Date): Promise<number> {
  const policy = customerScorePolicyOf(await loadSettings(scope));
  const rows = await lockTiers(scope, customerIds);
  const facts = await readScoreFacts(scope, customerIds, at);
  let moved = 0;
  for (const { id, tier, tier_set_at } of rows) {
    const scores = scoreCustomer(facts.get(id) ?? [], policy, at);
    const isMoved = tier_set_at === null && tier !== scores.byRule;
    await writeScores(scope, id, scores, at);
    if (!isMoved) continue;
    await moveTier(scope, id, { before: tier, scores });
    moved += 1;
  }
  return moved;
}

interface TierRow {
  id: string;
  tier: Tier;
  tier_set_at: Date | null;
}

// Locked in the order of their ids, as everybody locks several.
async function lockTiers({ trx, orgId }: OrgScope, customerIds: readonly string[]): Promise<TierRow[]> {
  return trx("customers")
    .where({ org_id: orgId })
    .whereIn("id", [...customerIds])
    .whereNull("merged_into")
    .orderBy("id")
    .forUpdate()
    .select("id", "tier", "tier_set_at");
}

/** Scores fall with every day: a row that says so is not what people changed, and `updated_at` stays. */
async function writeScores(
  { trx, orgId }: OrgScope,
  id: string,
  { intention, engagement, score, tier }: CustomerScores,
  at: Date,
): Promise<void> {
  await trx("customers")
    .where({ org_id: orgId, id })
    .update({
      score,
      score_details: JSON.stringify({ at, intention, engagement }),
      intention_score: intention.points,
      engagement_score: engagement.points,
      tier_details: JSON.stringify({ at, ...tier }),
    });
}

async function moveTier(
  scope: OrgScope,
  customerId: string,
  { before, scores: { byRule, tier } }: { before: Tier; scores: CustomerScores },
): Promise<void> {
  await scope.trx("customers").where({ org_id: scope.orgId, id: customerId }).update({ tier: byRule });
  await keepCustomerChange(scope, {
    customerId,
    by: { actor: "bot" },
    type: "tier_change",
    title: `${before} → ${byRule}`,
    action: "customer.tier",
    changes: { before, after: byRule, points: tier.points, reasons: tier.reasons },
  });
  await followTagRules(scope, customerId);
}
