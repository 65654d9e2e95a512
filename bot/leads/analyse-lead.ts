import { z } from "zod";
import { consentedRecipients } from "../../domain/customers/cross-border.ts";
import { Lead } from "../../domain/customers/customer.ts";
import { analyseLines } from "../../domain/leads/analyse-lines.ts";
import type { LeadAnalysis } from "../../domain/leads/lead-analysis.ts";
import { type LeadLine, readLeadLines } from "../../domain/leads/lead-lines.ts";
import { loadTeams } from "../../domain/organisation/team.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { RegionPin } from "../../knowledge/index.ts";
import type { ConverseDeps } from "../converse/deps.ts";

/** The payload of the job `analyse_lead`. */
export const AnalyseLeadJob = z.object({ orgId: z.uuid(), leadId: z.uuid() });
export type AnalyseLeadJob = z.infer<typeof AnalyseLeadJob>;

/**
 * Keeps what a lead's last messages say of them: topics and concerns by rules and, where a model may read them, what they
 * state of interest, obstacles and timing. Run again it reads anew.
 */
export async function analyseLead(
  { db, readPoints, clock }: Pick<ConverseDeps, "db" | "readPoints" | "clock">,
  { orgId, leadId }: AnalyseLeadJob,
): Promise<void> {
  const at = clock.now();
  const found = await inOrganization(db, orgId, (scope) => readSaid(scope, leadId, at));
  if (!found) return;
  const { lines, region } = found;
  const texts = lines.map(({ text }) => text);
  const { model, points } =
    region === "several"
      ? { model: null, points: [] }
      : await readPoints({ orgId, lines: texts, ...(region === null ? {} : { pin: region }) });
  const analysis: LeadAnalysis = {
    at,
    model,
    ...analyseLines(lines),
    points: points.flatMap(({ kind, line, start, end }) => {
      const said = lines[line];
      return said ? [{ kind, start, end, messageId: said.messageId, version: said.version, at: said.at }] : [];
    }),
  };
  await inOrganization(db, orgId, (scope) => keepAnalysis(scope, leadId, analysis));
}

interface Said {
  lines: LeadLine[];
  /** `several`: no model may have all of the lines; null: they may go anywhere. */
  region: RegionPin | "several" | null;
}

async function readSaid(scope: OrgScope, leadId: string, at: Date): Promise<Said | null> {
  const lead = await Lead.query(scope.trx).findOne({ orgId: scope.orgId, id: leadId });
  if (!lead?.customerId) return null;
  const lines = await readLeadLines(scope, lead.customerId, at);
  return { lines, region: await regionOf(scope, lines, lead.customerId) };
}

async function regionOf(scope: OrgScope, lines: readonly LeadLine[], customerId: string): Promise<Said["region"]> {
  const { teams } = await loadTeams(scope);
  const ofLines = new Set(lines.map(({ teamId }) => teamId));
  const regions = new Set(teams.flatMap(({ id, region }) => (region && ofLines.has(id) ? [region] : [])));
  const [region, ...others] = regions;
  if (region === undefined) return null;
  if (others.length > 0) return "several";
  return { region, consented: await consentedRecipients(scope, customerId) };
}

async function keepAnalysis({ trx, orgId }: OrgScope, leadId: string, analysis: LeadAnalysis): Promise<void> {
  await trx("leads")
    .where({ org_id: orgId, id: leadId })
    .update({ ai_analysis: JSON.stringify(analysis) });
}
