import type { Reach } from "../../domain/growth/audience.ts";
import { type Campaign, textsOfCampaign } from "../../domain/growth/campaign.ts";
import { languagesOf } from "../../domain/growth/campaign-definition.ts";
import type { GrowthSettings } from "../../domain/growth/growth-settings.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import { namesFacts } from "./names-facts.ts";

/** How a campaign can reach people now: over which channels, in which languages, and under which conditions. */
export async function reachOf(
  channels: ChannelDirectory,
  campaign: Campaign,
  { requiresConsent }: GrowthSettings,
): Promise<Reach> {
  const live = await channels.ofOrganisation(campaign.org_id);
  return {
    channels: live.filter((channel) => isUsed(channel, campaign.channel_type)).map(waysOf),
    languages: languagesOf(campaign.ab_variants[0]?.content ?? campaign.content_template),
    needsVerified: textsOfCampaign(campaign).some(namesFacts),
    requiresConsent,
  };
}

function isUsed({ status, platform, name }: LiveChannel, wanted: string | null): boolean {
  if (status !== "active") return false;
  return wanted === null || [platform, name].some((word) => word.toLowerCase() === wanted.toLowerCase());
}

function waysOf({ id, adapter }: LiveChannel): Reach["channels"][number] {
  const budget = adapter.capabilities.replyBudget;
  return { id, messages: budget?.messages ?? null, windowMs: budget?.windowMs ?? null };
}
