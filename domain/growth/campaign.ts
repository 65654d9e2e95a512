import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { CodeOf } from "../language/word-list.ts";
import { type CampaignContent, languagesOf, type Variant } from "./campaign-definition.ts";
import type { CampaignEvent, Recurrence } from "./campaign-schedule.ts";
import type { CampaignStatus } from "./campaign-state.ts";
import type { campaignTypes } from "./campaign-words.ts";
import type { Segment } from "./segment.ts";

/** A row of `campaigns`. Its words never change: other words are another campaign. */
export interface Campaign {
  id: string;
  org_id: string;
  campaign_code: string;
  name: string;
  description: string | null;
  type: CodeOf<typeof campaignTypes>;
  target_segment: Segment;
  target_count: number | null;
  content_template: CampaignContent;
  channel_type: string | null;
  ab_test_enabled: boolean;
  ab_variants: Variant[];
  schedule: Recurrence | CampaignEvent | Record<string, never>;
  scheduled_at: Date | null;
  started_at: Date | null;
  completed_at: Date | null;
  next_run_at: Date | null;
  run: string | null;
  entered_run: string | null;
  checked_until: Date | null;
  status: CampaignStatus;
  stats: CampaignStats;
  approved_by: string | null;
  approved_at: Date | null;
  created_by: string | null;
  created_at: Date;
}

/** How many customers a campaign got so far with; each also counts in what comes before. */
export interface CampaignStats {
  sent: number;
  delivered: number;
  opened: number;
  clicked: number;
  replied: number;
  converted: number;
}

/** Every text of a campaign. */
export function textsOfCampaign(campaign: Pick<Campaign, "content_template" | "ab_variants">): string[] {
  const contents = [campaign.content_template, ...campaign.ab_variants.map(({ content }) => content)];
  return contents.flatMap((content) => languagesOf(content).flatMap((language) => content[language] ?? []));
}

/** The campaign with this code or, in any case, this name (the newest of them); null when there is none. */
export async function findCampaign({ trx, orgId }: OrgScope, word: string): Promise<Campaign | null> {
  const wanted = word.trim().toLowerCase();
  const row = await trx("campaigns")
    .where({ org_id: orgId })
    .whereNotNull("campaign_code")
    .whereRaw("(lower(campaign_code) = ? OR lower(name) = ?)", [wanted, wanted])
    .orderByRaw("lower(campaign_code) = ? DESC, created_at DESC", [wanted])
    .first();
  return row ?? null;
}

/** A campaign, locked until the transaction ends; `share` keeps others from changing it only. */
export async function lockCampaign(
  { trx, orgId }: OrgScope,
  id: string,
  { share = false }: { share?: boolean } = {},
): Promise<Campaign | null> {
  const query = trx("campaigns").where({ org_id: orgId, id });
  return (await (share ? query.forShare() : query.forUpdate()).first()) ?? null;
}

/** The newest campaigns, those at work first. */
export async function listCampaigns({ trx, orgId }: OrgScope, limit: number): Promise<Campaign[]> {
  return trx("campaigns")
    .where({ org_id: orgId })
    .whereNotNull("campaign_code")
    .orderByRaw("status IN ('running', 'scheduled', 'paused') DESC, created_at DESC")
    .limit(limit);
}

export interface CampaignListing extends Campaign {
  /** `created_at` to the microsecond, which a Date does not hold: where the next page begins. */
  place: string;
}

/** The campaigns, the newest first, before `before`: a page of at most `limit`. */
export async function listCampaignsOf(
  { trx, orgId }: OrgScope,
  { status, before, limit }: { status?: CampaignStatus; before: { place: string; id: string } | null; limit: number },
): Promise<CampaignListing[]> {
  const { rows } = await trx.raw(
    `SELECT c.*, to_json(c.created_at) #>> '{}' AS place FROM campaigns c
     WHERE c.org_id = :orgId AND c.campaign_code IS NOT NULL ${status ? "AND c.status = :status" : ""}
       ${before ? "AND (c.created_at, c.id) < (:place::timestamptz, :id::uuid)" : ""}
     ORDER BY c.created_at DESC, c.id DESC LIMIT :limit`,
    { orgId, status: status ?? null, place: before?.place ?? null, id: before?.id ?? null, limit },
  );
  return rows;
}
