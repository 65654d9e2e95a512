import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { hasOptedOut } from "../customers/consent.ts";
import type { Lead } from "../customers/customer.ts";
import { sellingPaused } from "../funds/selling-paused.ts";
import { type LeadAnalysis, readAnalysis } from "./lead-analysis.ts";
import { type LeadLine, readLeadLines } from "./lead-lines.ts";
import { type LeadStanding, type LeadStep, nextStep } from "./next-step.ts";

/** What was found in a lead's words that still stand, those words, and what is best done next. */
export interface CurrentAnalysis {
  analysis: LeadAnalysis;
  lines: LeadLine[];
  step: LeadStep;
}

/** Null where nothing was analysed, nobody has written, or the lead has ended. */
export async function currentAnalysis(scope: OrgScope, lead: Lead, now: Date): Promise<CurrentAnalysis | null> {
  const kept = readAnalysis(lead.aiAnalysis);
  if (!kept || lead.customerId === null || lead.status === "converted" || lead.status === "lost") return null;
  const lines = await readLeadLines(scope, lead.customerId, now);
  const analysis = stillSaid(kept, lines);
  return { analysis, lines, step: nextStep(analysis, await standingOf(scope, lead, lead.customerId)) };
}

/** Without what was reworded or taken back since, and what they asked us to forget. */
function stillSaid(analysis: LeadAnalysis, lines: readonly LeadLine[]): LeadAnalysis {
  const versions = new Map(lines.map(({ messageId, version }) => [messageId, version]));
  const stands = (said: { messageId: string; version: number }) => versions.get(said.messageId) === said.version;
  const { topics, concerns, points } = analysis;
  return {
    ...analysis,
    topics: topics.filter(stands),
    concerns: concerns.filter(stands),
    points: points.filter(stands),
  };
}

async function standingOf(scope: OrgScope, lead: Lead, customerId: string): Promise<LeadStanding> {
  return {
    hasWithdrawal: (await sellingPaused(scope, customerId)) !== null,
    hasOptedOut: await hasOptedOut(scope, customerId),
    hasContact: [lead.contactPhone, lead.contactEmail, lead.contactWechat].some((one) => one !== null),
  };
}
