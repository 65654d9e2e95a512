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
  const scored = rows.map((row) => ({ ...row, scores: scoreCustomer(facts.get(row.id) ?? [], policy, at) }));
  await writeScores(scope, scored, at);
  const moved = scored.filter(({ tier, tier_set_at, scores }) => tier_set_at === null && tier !== scores.byRule);
  for (const { id, tier, scores } of moved) await moveTier(scope, id, { before: tier, scores });
  return moved.length;
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
  scored: readonly { id: string; scores: CustomerScores }[],
  at: Date,
): Promise<void> {
  const rows = scored.map(({ id, scores: { intention, engagement, score, tier } }) => ({
    id,
    score,
    score_details: { at, intention, engagement },
    intention_score: intention.points,
    engagement_score: engagement.points,
    tier_details: { at, ...tier },
  }));
  if (rows.length === 0) return;
  await trx.raw(
    `UPDATE customers c SET score = k.score, score_details = k.score_details, intention_score = k.intention_score,
       engagement_score = k.engagement_score, tier_details = k.tier_details
     FROM jsonb_to_recordset(:rows::jsonb) AS k (id uuid, score integer, score_details jsonb, intention_score integer,
       engagement_score integer, tier_details jsonb)
     WHERE c.org_id = :orgId AND c.id = k.id`,
    { orgId, rows: JSON.stringify(rows) },
  );
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
