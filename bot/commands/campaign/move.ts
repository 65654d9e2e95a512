import { DateTime } from "luxon";
import { type Campaign, lockCampaign } from "../../../domain/growth/campaign.ts";
import { readGrowthSettings } from "../../../domain/growth/growth-settings.ts";
import {
  cancelCampaign,
  pauseCampaign,
  resumeCampaign,
  scheduleCampaign,
} from "../../../domain/growth/move-campaign.ts";
import { readingZone } from "../../../domain/organisation/reading-zone.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { refuse } from "../../desk/refuse.ts";
import { plainText, type RichText } from "../../ports/rich-text.ts";
import { readWhen } from "../../reminders/read-when.ts";
import type { CommandContext } from "../command.ts";
import { whichCampaign } from "./which-campaign.ts";

/** Stops a campaign for now. */
export async function pause(context: CommandContext, word: string): Promise<RichText> {
  const { campaign, who } = await locked(context, word);
  const withdrawn = await pauseCampaign(context.scope, campaign, who);
  const { campaign_code: code } = campaign;
  return say(context, {
    en: `${code} is paused. Texts taken back that had not gone out: ${withdrawn}. /campaign resume ${code} goes on.`,
    zh: `${code} 已暂停，撤回未发出的内容 ${withdrawn} 条。/活动 继续 ${code} 可恢复。`,
  });
}

/** Lets it go on. */
export async function resume(context: CommandContext, word: string): Promise<RichText> {
  const { campaign, who } = await locked(context, word);
  await resumeCampaign(context.scope, campaign, who);
  const { campaign_code: code } = campaign;
  return say(context, { en: `${code} goes on.`, zh: `${code} 已恢复。` });
}

/** Ends it for good. */
export async function cancel(context: CommandContext, word: string): Promise<RichText> {
  const { campaign, who } = await locked(context, word);
  const stopped = await cancelCampaign(context.scope, campaign, who);
  const { campaign_code: code } = campaign;
  return say(context, {
    en: `${code} is cancelled. Customers who will not be written to any more: ${stopped}.`,
    zh: `${code} 已取消，不再发送的客户 ${stopped} 人。`,
  });
}

/** Sets when an approved campaign begins: at once, or at a time. */
export async function schedule(context: CommandContext, args: string): Promise<RichText> {
  const { scope, deps, staff } = context;
  const [word = "", ...rest] = args.trim().split(/\s+/u);
  const isCode = /^cam_\d+$/i.test(word);
  const { campaign, who } = await locked(context, isCode ? word : args);
  const zone = await readingZone(scope, { userId: staff.userId });
  const startAt = isCode && rest.length > 0 ? readStart(rest.join(" "), who.at, zone) : who.at;
  const settings = readGrowthSettings(await loadSettings(scope));
  const begins = await scheduleCampaign(scope, campaign, { ...who, startAt, zone: settings.zone });
  const time = begins <= deps.clock.now() ? null : DateTime.fromJSDate(begins, { zone }).toFormat("yyyy-MM-dd HH:mm");
  const { campaign_code: code } = campaign;
  return say(context, {
    en: time ? `${code} begins at ${time} (${zone}).` : `${code} begins within a minute.`,
    zh: time ? `${code} 将于 ${time}（${zone}）开始。` : `${code} 将在一分钟内开始。`,
  });
}

function readStart(words: string, now: Date, zone: string): Date {
  const when = readWhen(words, now, zone);
  if (when.kind === "at" && when.rest === "") return when.at;
  return refuse("campaign_when", {
    en: "When? For example: /campaign schedule CAM_001 2026-12-01 10:00, or without a time to begin at once.",
    zh: "请说明时间，例如：/活动 排期 CAM_001 2026-12-01 10:00；不写时间则立即开始。",
  });
}

async function locked(
  { scope, staff, deps }: CommandContext,
  word: string,
): Promise<{ campaign: Campaign; who: { by: { userId: string }; at: Date } }> {
  const { id } = await whichCampaign(scope, word);
  const campaign = await lockCampaign(scope, id);
  if (!campaign) throw new Error("a campaign that was found is gone");
  return { campaign, who: { by: { userId: staff.userId }, at: deps.clock.now() } };
}

function say({ language }: CommandContext, words: { en: string; zh: string }): RichText {
  return plainText(words[language]);
}
