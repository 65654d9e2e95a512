import { keepMonths } from "../../../domain/conversations/keep-months.ts";
import {
  dealingContact,
  hotline,
  mandatoryStatements,
  openingNotice,
  ownClaims,
  ownWording,
  personSignature,
} from "../../converse/organisation-rules.ts";
import { ownIntentsSetting, ownRiskWordsSetting } from "../../signals/signal-policy.ts";
import type { SettingEntry } from "../setting-entry.ts";

const inBoth = '{"zh": "…", "en": "…"}';

/** What is said to customers, and what is looked for in their words. */
export const conductEntries = {
  "conduct.prohibited_claims": {
    setting: ownClaims,
    fits: { en: "list, to 200", zh: "列表，至多 200 项" },
    example: '[{"id": "free_bonus", "patterns": ["free bonus"], "reason": "no gifts"}]',
    meaning: {
      en: "the organisation's own prohibited claims beside the standard ones",
      zh: "标准清单之外，组织自定的禁用表述",
    },
    holdsFrom: "text",
    page: "conduct.md",
    guard: "setting.conduct",
  },
  "conduct.wording": {
    setting: ownWording,
    fits: { en: "object, by what is said; texts to 300 characters", zh: "对象，按用语；每条至多 300 字符" },
    example: '{"welcome": {"en": "Welcome! How can we help?"}}',
    meaning: {
      en: "the organisation's own words for what the desk says by itself",
      zh: "系统自动用语的组织自定措辞",
    },
    holdsFrom: "message",
    page: "conduct.md",
    guard: "setting.conduct",
  },
  "conduct.mandatory_statements": {
    setting: mandatoryStatements,
    fits: { en: "list of texts, to 50", zh: "文本列表，至多 50 条" },
    example: '["CFDs are complex instruments"]',
    meaning: {
      en: "what the organisation has to say, word for word: it always passes the list of claims",
      zh: "组织必须逐字说明的内容：始终通过禁用表述检查",
    },
    holdsFrom: "text",
    page: "conduct.md",
    guard: "setting.conduct",
  },
  "conduct.opening_notice": {
    setting: openingNotice,
    fits: { en: `\`${inBoth}\`, to 600 characters each`, zh: `\`${inBoth}\`，每条至多 600 字符` },
    example: '{"en": "This chat is recorded."}',
    meaning: {
      en: "said once a conversation, before its first text: recording, copies, licence",
      zh: "每个会话首条消息前说明一次：留痕、副本、牌照",
    },
    holdsFrom: "message",
    page: "conduct.md",
    guard: "setting.conduct",
  },
  "conduct.person_signature": {
    setting: personSignature,
    fits: {
      en: `\`${inBoth}\`, each with \`{name}\`, to 200 characters`,
      zh: `\`${inBoth}\`，须含 \`{name}\`，每条至多 200 字符`,
    },
    example: '{"en": "{name}, licence {licence}"}',
    meaning: {
      en: "how a person says who they are, with `{name}` and `{licence}`: in their first line and after each change of person",
      zh: "员工如何表明身份，可用 `{name}` 和 `{licence}`：在其首条消息及每次换人后",
    },
    holdsFrom: "line",
    page: "conduct.md",
    guard: "setting.conduct",
  },
  "conduct.dealing_contact": {
    setting: dealingContact,
    fits: { en: "text, to 200 characters", zh: "文本，至多 200 字符" },
    example: "+852 2345 6789",
    meaning: {
      en: "`{dealing_contact}` in the answer to an order to trade",
      zh: "客户下达交易指令时回复中的 `{dealing_contact}`",
    },
    holdsFrom: "message",
    guard: "setting.conduct",
  },
  "conduct.hotline": {
    setting: hotline,
    fits: { en: "text, to 200 characters", zh: "文本，至多 200 字符" },
    example: "+852 2345 0000",
    meaning: {
      en: "`{hotline}` in the answer to a lost or hacked account",
      zh: "账户丢失或被盗时回复中的 `{hotline}`",
    },
    holdsFrom: "message",
    guard: "setting.conduct",
  },
  "signals.intents": {
    setting: ownIntentsSetting,
    fits: {
      en: 'list: `[{"code", "label"?, "examples": […]}]`, to 100',
      zh: '列表：`[{"code", "label"?, "examples": […]}]`，至多 100 项',
    },
    example: '[{"code": "vps", "examples": ["do you offer a VPS?"]}]',
    meaning: { en: "the organisation's own intents, by examples", zh: "组织自定意图及例句" },
    holdsFrom: "message",
    page: "signals.md",
    guard: "signals.teach",
  },
  "signals.risk_words": {
    setting: ownRiskWordsSetting,
    fits: {
      en: 'list: `[{"kind", "severity", "words": […]}]`, to 100',
      zh: '列表：`[{"kind", "severity", "words": […]}]`，至多 100 项',
    },
    example: '[{"kind": "complaint", "severity": "high", "words": ["ombudsman"]}]',
    meaning: { en: "words that a colleague must hear of", zh: "必须提醒同事的词语" },
    holdsFrom: "message",
    page: "signals.md",
    guard: "signals.teach",
  },
  "messages.keep_months": {
    setting: keepMonths,
    fits: { en: "whole months, 0 to 1200", zh: "整数月，0 至 1200" },
    example: "84",
    meaning: {
      en: "for how many months no message may be taken out by `deskhand messages archive`; of several organisations the longest counts",
      zh: "多少个月内的消息不得用 `deskhand messages archive` 归档；多个组织时以最长者为准",
    },
    holdsFrom: "begin",
    guard: "setting.conduct",
  },
} satisfies Record<string, SettingEntry>;
