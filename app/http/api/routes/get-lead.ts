import { z } from "zod";
import { currentAnalysis } from "../../../../domain/leads/current-analysis.ts";
import { findLead } from "../../../../domain/leads/find-lead.ts";
import { readScore } from "../../../../domain/leads/keep-score.ts";
import { worthNow } from "../../../../domain/leads/lead-score.ts";
import { listLeadActivities } from "../../../../domain/leads/list-leads.ts";
import { scorePolicyOf } from "../../../../domain/leads/score-policy.ts";
import { loadSettings } from "../../../../domain/organisation/settings.ts";
import { defineRoute, reply } from "../api-route.ts";
import { LeadRef, none } from "../fields.ts";
import { requireLead } from "../find-referred.ts";
import { LeadDetail, leadAsItIs, showActivity, showAnalysis } from "../lead-shape.ts";

const SHOWN = 50;

export const getLead = defineRoute({
  method: "get",
  path: "/leads/{code}",
  operationId: "getLead",
  summary: "A lead, why its score is what it is, and what is best done next",
  description: "The score is worked out for this answer, as `/lead` does.",
  permission: "lead.read",
  params: z.object({ code: LeadRef }),
  query: none,
  body: null,
  responses: { 200: { description: "The lead", schema: LeadDetail } },
  handle: async ({ scope, deps, params }) => {
    const lead = await leadAsItIs(scope, await requireLead(scope, params.code), params.code);
    const now = deps.clock.now();
    const policy = scorePolicyOf(await loadSettings(scope));
    const { halfLifeDays } = policy;
    const { score, reasons } = await readScore(scope, lead.id, policy, now);
    const activities = await listLeadActivities(scope, lead.id, { before: null, isCounted: true, limit: SHOWN });
    const scoring = {
      at: now.toISOString(),
      halfLifeDays,
      reasons: reasons.map(({ lastAt, ...reason }) => ({ ...reason, lastAt: lastAt.toISOString() })),
      activities: activities.map((one) => showActivity(one, worthNow(one, halfLifeDays, now))),
    };
    const current = await currentAnalysis(scope, await findLead(scope, lead.id), now);
    const analysis = current && showAnalysis(current);
    return reply(200, { ...lead, score, scoring, analysis }, { type: "lead", id: lead.id });
  },
});
