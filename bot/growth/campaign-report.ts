import { type Exclusion, exclusions } from "../../domain/growth/audience.ts";
import type { Campaign, CampaignStats } from "../../domain/growth/campaign.ts";
import { campaignStatuses, campaignTypes } from "../../domain/growth/campaign-words.ts";
import type { Language } from "../../domain/language/language.ts";

/** `CAM_001 · Autumn news · once · running` */
export function campaignLine({ campaign_code, name, type, status }: Campaign, language: Language): string {
  return [campaign_code, name, campaignTypes.label(type, language), campaignStatuses.label(status, language)].join(
    " · ",
  );
}

const figureWords: Record<keyof CampaignStats, Record<Language, string>> = {
  sent: { en: "sent", zh: "已发送" },
  delivered: { en: "delivered", zh: "已送达" },
  opened: { en: "opened", zh: "已打开" },
  clicked: { en: "clicked", zh: "已点击" },
  replied: { en: "replied", zh: "已回复" },
  converted: { en: "converted", zh: "已转化" },
};

/** `sent 12 · delivered 11 · …`; what no platform tells is left out. */
export function figuresLine(stats: CampaignStats, language: Language): string {
  return (Object.keys(figureWords) as (keyof CampaignStats)[])
    .filter((name) => name !== "opened" || stats.opened > 0)
    .map((name) => `${figureWords[name][language]} ${stats[name]}`)
    .join(" · ");
}

/** What else ends a customer's turn, besides the exclusions. */
const otherReasons: Record<string, Record<Language, string>> = {
  "consent.withdrawn": exclusions.opted_out,
  "customer.blacklisted": exclusions.blacklisted,
  "selling.paused": exclusions.withdrawal_waiting,
  "campaign.stopped": { en: "the campaign was stopped", zh: "活动已停止" },
  cancelled: { en: "the campaign was cancelled", zh: "活动已取消" },
  overtaken: { en: "the next run began", zh: "下一轮已开始" },
  unfilled: { en: "a placeholder cannot be filled", zh: "有占位符无法填写" },
  prohibited_claim: { en: "it would be held for a prohibited claim", zh: "含违规表述" },
  merged: { en: "merged into another customer", zh: "已并入其他客户" },
};

/** A reason in words; one that a platform gave stays as it is. */
export function reasonWords(reason: string, language: Language): string {
  return exclusions[reason as Exclusion]?.[language] ?? otherReasons[reason]?.[language] ?? reason;
}
