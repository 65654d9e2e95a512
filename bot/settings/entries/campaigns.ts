import {
  campaignQuietHours,
  convertDays,
  perMinute,
  replyDays,
  requireConsent,
} from "../../../domain/growth/growth-settings.ts";
import type { SettingEntry } from "../setting-entry.ts";

const page = "campaigns.md";
const days = { en: "whole days, 1 to 365", zh: "整数天，1 至 365" };

/** Whom campaigns write to, when, and what counts as their success. */
export const campaignEntries = {
  "campaigns.quiet_hours": {
    setting: campaignQuietHours,
    fits: { en: "`from` and `to` as HH:MM, or `off`: at any hour", zh: "`from` 和 `to`（HH:MM），或 `off`：不限时间" },
    example: '{"from": "21:00", "to": "09:00"}',
    meaning: {
      en: "no campaign writes in these hours of the customer's time zone, or else the organisation's",
      zh: "在客户（否则组织）时区的这些时段内，活动不发送",
    },
    holdsFrom: "minute",
    page,
    guard: "setting.conduct",
  },
  "campaigns.require_consent": {
    setting: requireConsent,
    fits: { en: "true or false", zh: "true 或 false" },
    example: "true",
    meaning: {
      en: "campaigns write only to who agreed to marketing; false: to everybody who has not opted out",
      zh: "活动仅发送给同意营销的客户；false：发送给所有未退订者",
    },
    holdsFrom: "minute",
    page,
    guard: "setting.conduct",
  },
  "campaigns.per_minute": {
    setting: perMinute,
    fits: { en: "whole number, 1 to 10000", zh: "整数，1 至 10000" },
    example: "60",
    meaning: {
      en: "texts of all campaigns on one channel in a minute, at most",
      zh: "每个渠道每分钟所有活动最多发送的条数",
    },
    holdsFrom: "minute",
    page,
  },
  "campaigns.reply_days": {
    setting: replyDays,
    fits: days,
    example: "7",
    meaning: {
      en: "within how many days a customer's message counts as a reply to a campaign",
      zh: "多少天内的客户消息计为对活动的回复",
    },
    holdsFrom: "message",
    page,
  },
  "campaigns.convert_days": {
    setting: convertDays,
    fits: days,
    example: "30",
    meaning: {
      en: "within how many days a confirmed deposit counts as converted",
      zh: "多少天内确认的入金计为转化",
    },
    holdsFrom: "shown",
    page,
  },
} satisfies Record<string, SettingEntry>;
