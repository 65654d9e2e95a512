import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { LeadActivity } from "../customers/customer.ts";
import type { LeadActivityType } from "../customers/lead-words.ts";
import { type LeadScore, scoreLead } from "./lead-score.ts";
import type { ScorePolicy } from "./score-policy.ts";

export interface NewLeadActivity {
  type: LeadActivityType;
  at: Date;
  description?: string;
  metadata?: Record<string, unknown>;
}

/** Writes what leads did, each worth what it is worth today, and brings the scores of theirs up to date. */
export async function recordLeadActivities(
  scope: OrgScope,
  leadId: string,
  activities: readonly NewLeadActivity[],
  policy: ScorePolicy,
): Promise<void> {
  const { trx, orgId } = scope;
  for (const { type, at, description = null, metadata = {} } of activities) {
    const scoreImpact = policy.points[type];
    await LeadActivity.query(trx).insert({ orgId, leadId, type, description, metadata, scoreImpact, createdAt: at });
  }
  const newest = activities.reduce((last, { at }) => (at > last ? at : last), new Date(0));
  if (activities.some(({ type }) => policy.points[type] > 0)) await keepScore(scope, leadId, policy, newest);
}

/** Works out a lead's score as it is at an instant, keeps it with its reasons, and returns it. */
export async function keepScore(
  scope: OrgScope,
  leadId: string,
  { halfLifeDays }: Pick<ScorePolicy, "halfLifeDays">,
  at: Date,
): Promise<LeadScore> {
  const { trx, orgId } = scope;
  const scored = await readScore(scope, leadId, { halfLifeDays }, at);
  await trx("leads")
    .where({ org_id: orgId, id: leadId })
    .update({
      score: scored.score,
      score_details: JSON.stringify({ at, halfLifeDays, reasons: scored.reasons }),
    });
  return scored;
}

/** Works out a lead's score as it is at an instant, and keeps nothing. */
export async function readScore(
  { trx, orgId }: OrgScope,
  leadId: string,
  { halfLifeDays }: Pick<ScorePolicy, "halfLifeDays">,
  at: Date,
): Promise<LeadScore> {
  const activities = await LeadActivity.query(trx).where({ orgId, leadId }).where("scoreImpact", ">", 0);
  const dated = activities.map(({ type, scoreImpact, createdAt }) => ({ type, points: scoreImpact, at: createdAt }));
  return scoreLead(dated, halfLifeDays, at);
}
