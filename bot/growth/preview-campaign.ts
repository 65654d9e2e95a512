import { countTarget } from "../../domain/growth/add-campaign.ts";
import { countAudience } from "../../domain/growth/audience.ts";
import type { Campaign } from "../../domain/growth/campaign.ts";
import { readGrowthSettings } from "../../domain/growth/growth-settings.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { Clock } from "../../infra/clock.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { endOfQuietHours } from "../alerts/quiet-hours.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { reachOf } from "./campaign-reach.ts";

/** Whom a campaign would write to if it began now. */
export interface CampaignPreview {
  target: number;
  reachable: number;
  /** By the name of the channel. */
  channels: { name: string; count: number }[];
  excluded: { reason: string; count: number }[];
  /** Where it is quiet now in the organisation's zone: until then nobody there is written to. */
  quietUntil: Date | null;
}

/** Counts whom a campaign would write to now and whom not, with why; nothing is sent. */
export async function previewCampaign(
  scope: OrgScope,
  deps: { channels: ChannelDirectory; clock: Clock },
  campaign: Campaign,
): Promise<CampaignPreview> {
  const now = deps.clock.now();
  const settings = readGrowthSettings(await loadSettings(scope));
  const reach = await reachOf(deps.channels, campaign, settings);
  const counts = await countAudience(scope, campaign.target_segment, reach, now);
  const target = await countTarget(scope, campaign, now);
  const names = new Map(
    (await deps.channels.ofOrganisation(scope.orgId)).map(({ id, name, platform }) => [id, `${platform}/${name}`]),
  );
  return {
    target,
    reachable: counts.filter(({ exclusion }) => exclusion === null).reduce((sum, { count }) => sum + count, 0),
    channels: counts.flatMap(({ exclusion, channelId, count }) =>
      exclusion === null && channelId !== null ? [{ name: names.get(channelId) ?? channelId, count }] : [],
    ),
    excluded: counts.flatMap(({ exclusion, count }) => (exclusion === null ? [] : [{ reason: exclusion, count }])),
    quietUntil: endOfQuietHours(settings.quietHours, settings.zone, now),
  };
}
