import type { Reach } from "../../domain/growth/audience.ts";
import { type Campaign, textsOfCampaign } from "../../domain/growth/campaign.ts";
import { type CampaignContent, languagesOf } from "../../domain/growth/campaign-definition.ts";
import type { GrowthSettings } from "../../domain/growth/growth-settings.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import { namesFacts } from "./names-facts.ts";

/** How a campaign can reach people now: over which channels, in which languages, and under which conditions. */
export async function reachOf(
  channels: ChannelDirectory,
  campaign: Campaign,
  settings: GrowthSettings,
): Promise<Reach> {
  const live = await channels.ofOrganisation(campaign.org_id);
  const used = live.filter((channel) => isUsed(channel, campaign.channel_type));
  const content = campaign.ab_variants[0]?.content ?? campaign.content_template;
  return reachOver(used, { languages: languagesOf(content), texts: textsOfCampaign(campaign) }, settings);
}

/** How a text can reach people over any channel that works. */
export async function reachOfText(
  channels: ChannelDirectory,
  orgId: string,
  content: CampaignContent,
  settings: GrowthSettings,
): Promise<Reach> {
  const live = await channels.ofOrganisation(orgId);
  const used = live.filter((channel) => isUsed(channel, null));
  const languages = languagesOf(content);
  return reachOver(used, { languages, texts: languages.flatMap((language) => content[language] ?? []) }, settings);
}

function reachOver(
  used: LiveChannel[],
  { languages, texts }: { languages: Reach["languages"]; texts: string[] },
  { requiresConsent }: GrowthSettings,
): Reach {
  return { channels: used.map(waysOf), languages, needsVerified: texts.some(namesFacts), requiresConsent };
}

function isUsed({ status, platform, name }: LiveChannel, wanted: string | null): boolean {
  if (status !== "active") return false;
  return wanted === null || [platform, name].some((word) => word.toLowerCase() === wanted.toLowerCase());
}

function waysOf({ id, adapter }: LiveChannel): Reach["channels"][number] {
  const budget = adapter.capabilities.replyBudget;
  return { id, messages: budget?.messages ?? null, windowMs: budget?.windowMs ?? null };
}
