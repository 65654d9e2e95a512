import { z } from "zod";
import { type Campaign as CampaignRow, findCampaign, lockCampaign } from "../../../domain/growth/campaign.ts";
import { campaignStatuses, campaignTypes } from "../../../domain/growth/campaign-words.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { instant, line, shownAt } from "./fields.ts";
import { ApiError } from "./problem.ts";

/** The name of a campaign. */
export const CampaignRef = line(200).describe("A campaign: its code CAM_001 or, in any case, its name");

const content = z.object({ en: z.string().optional(), zh: z.string().optional() });

export const campaignFields = {
  code: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  type: z.enum(campaignTypes.codes),
  status: z.enum(campaignStatuses.codes),
  segment: z.record(z.string(), z.unknown()).describe("Whom it is for, as it was given"),
  target: z.int().nullable().describe("How many customers that were when they were last counted"),
  channel: z.string().nullable(),
  content: content.describe("What is said; empty where texts are compared"),
  variants: z.array(z.object({ name: z.string(), weight: z.number(), content })).describe("Texts that are compared"),
  schedule: z.record(z.string(), z.unknown()).describe("When it recurs, or after what it writes, as it was given"),
  createdAt: instant,
  approvedAt: instant.nullable().describe("Null: nobody has approved it, and it cannot be scheduled"),
  scheduledAt: instant.nullable(),
  nextRunAt: instant.nullable(),
  startedAt: instant.nullable(),
  completedAt: instant.nullable(),
  stats: z
    .object({
      sent: z.int(),
      delivered: z.int(),
      opened: z.int(),
      clicked: z.int(),
      replied: z.int(),
      converted: z.int(),
    })
    .describe("How many customers it got so far with; each also counts in what comes before"),
};

/** A campaign in an answer. */
export const Campaign = z.object(campaignFields).meta({ id: "Campaign" });

const noStats = { sent: 0, delivered: 0, opened: 0, clicked: 0, replied: 0, converted: 0 };

/** A campaign as an answer shows it. */
export function showCampaign(row: CampaignRow): z.output<typeof Campaign> {
  return {
    ...{ code: row.campaign_code, name: row.name, description: row.description, type: row.type, status: row.status },
    ...{ segment: row.target_segment, target: row.target_count, channel: row.channel_type },
    ...{ content: row.content_template, variants: row.ab_variants, schedule: row.schedule },
    createdAt: row.created_at.toISOString(),
    approvedAt: shownAt(row.approved_at),
    scheduledAt: shownAt(row.scheduled_at),
    nextRunAt: shownAt(row.next_run_at),
    startedAt: shownAt(row.started_at),
    completedAt: shownAt(row.completed_at),
    stats: { ...noStats, ...row.stats },
  };
}

/** The campaign that a request names. @throws ApiError 404, also for another organisation's. */
export async function requireCampaign(scope: OrgScope, reference: string): Promise<CampaignRow> {
  const campaign = await findCampaign(scope, reference);
  if (!campaign) throw new ApiError("not-found", { detail: `There is no campaign ${reference}` });
  return campaign;
}

/** The same, locked. @throws ApiError 404, also for another organisation's. */
export async function requireLockedCampaign(scope: OrgScope, reference: string): Promise<CampaignRow> {
  const { id } = await requireCampaign(scope, reference);
  const campaign = await lockCampaign(scope, id);
  if (!campaign) throw new ApiError("not-found", { detail: `There is no campaign ${reference}` });
  return campaign;
}
