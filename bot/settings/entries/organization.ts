import { answersModeSetting } from "../../../domain/conversations/answers-mode.ts";
import { organizationCountry } from "../../../domain/customers/contact-points.ts";
import { baseCurrency } from "../../../domain/funds/fund-settings.ts";
import { organizationLanguage, organizationTimezone } from "../../../domain/organisation/settings/organization.ts";
import { satisfactionEnabled } from "../../converse/ask-satisfaction.ts";
import { editQuietSeconds } from "../../converse/heed-edit.ts";
import { idleHours, traditionalForm } from "../../converse/organisation-rules.ts";
import { autoLink } from "../../converse/resolve-staff.ts";
import type { SettingEntry } from "../setting-entry.ts";

/** The organisation itself, what its customers are answered with, and who its staff are. */
export const organizationEntries = {
  "organization.language": {
    setting: organizationLanguage,
    fits: { en: "`zh` or `en`", zh: "`zh` 或 `en`" },
    example: "zh",
    meaning: {
      en: "how customers are answered when nothing tells their language",
      zh: "无法判断客户语言时使用的回复语言",
    },
    holdsFrom: "message",
  },
  "organization.country": {
    setting: organizationCountry,
    fits: { en: "two letters (ISO 3166)", zh: "两个字母（ISO 3166）" },
    example: "HK",
    meaning: {
      en: "whose phone numbers are those written without a country",
      zh: "未写国家代码的电话号码按哪个国家识别",
    },
    holdsFrom: "message",
    page: "leads.md",
  },
  "organization.timezone": {
    setting: organizationTimezone,
    fits: { en: "IANA name", zh: "IANA 时区名" },
    example: "Asia/Shanghai",
    meaning: { en: "the organisation's day and working hours", zh: "组织的日期与工作时间所用时区" },
    holdsFrom: "shown",
  },
  "organization.base_currency": {
    setting: baseCurrency,
    fits: { en: "a currency's code, such as `USD`, `CNY` or `USDT`", zh: "货币代码，如 `USD`、`CNY`、`USDT`" },
    example: "USD",
    meaning: { en: "what sums over several currencies are told in", zh: "多币种合计所用的货币" },
    holdsFrom: "shown",
    page: "funds.md",
  },
  "answers.mode": {
    setting: answersModeSetting,
    fits: { en: "`off`, `suggest` or `auto`", zh: "`off`、`suggest` 或 `auto`" },
    example: "suggest",
    meaning: {
      en: "what the bot may do; also `answers.mode.channel.ID` and `answers.mode.team.ID`, set by `/bot` and `deskhand bot`: the most restrained of those set counts",
      zh: "机器人可以做什么；渠道和团队另有 `answers.mode.channel.ID`、`answers.mode.team.ID`，用 `/bot` 或 `deskhand bot` 设置，以最严格的为准",
    },
    holdsFrom: "send",
    guard: "bot.mode",
  },
  "answers.traditional": {
    setting: traditionalForm,
    fits: { en: "`plain`, `hk` or `tw`", zh: "`plain`、`hk` 或 `tw`" },
    example: "hk",
    meaning: {
      en: "for customers who write Traditional Chinese: each character by itself, Hong Kong's forms, or Taiwan's forms and terms",
      zh: "客户使用繁体时的用字：逐字转换、香港字形，或台湾字形与用语",
    },
    holdsFrom: "message",
    page: "language.md",
  },
  "conversation.idle_hours": {
    setting: idleHours,
    fits: { en: "hours, more than 0, to 8760", zh: "小时，大于 0，至多 8760" },
    example: "48",
    standard: { en: "24; 48 on 微信客服", zh: "24；微信客服为 48" },
    meaning: {
      en: "a conversation silent for longer, whose customer waits for nobody, has ended; the next line begins a new one, linked to it",
      zh: "无人等待回复的会话静默超过此时长即结束；下一条消息开始新会话并与其关联",
    },
    holdsFrom: "message",
  },
  "conversation.edit_quiet_seconds": {
    setting: editQuietSeconds,
    fits: { en: "seconds, 1 to 300", zh: "秒，1 至 300" },
    example: "30",
    meaning: {
      en: "how long a customer must have left a message alone before an edit that asks something else is answered",
      zh: "客户修改消息后静置多久才回复改后的问题",
    },
    holdsFrom: "message",
  },
  "satisfaction.enabled": {
    setting: satisfactionEnabled,
    fits: { en: "true or false", zh: "true 或 false" },
    example: "false",
    meaning: { en: "whether customers are asked how satisfied they were", zh: "是否询问客户满意度" },
    holdsFrom: "line",
  },
  "staff.auto_link": {
    setting: autoLink,
    fits: { en: "`all`, `agents` or `none`", zh: "`all`、`agents` 或 `none`" },
    example: "none",
    meaning: {
      en: "who is linked by e-mail on Slack and WeCom without a code: `all` but managers, compliance and administrators, who need one; `agents`: agents and sales alone",
      zh: "Slack 和企业微信上谁可凭邮箱免码绑定：`all` 为除经理、合规和管理员外的所有人（他们须用绑定码）；`agents` 仅客服和销售",
    },
    holdsFrom: "line",
    page: "people.md",
    guard: "setting.people",
  },
} satisfies Record<string, SettingEntry>;
