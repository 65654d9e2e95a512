import type { Language } from "../language/language.ts";

/** What a customer's message is about or asks for; an organisation adds its own codes beside these. */
export const intents = [
  "withdrawal",
  "deposit",
  "account_opening",
  "fees",
  "platform_technical",
  "verification",
  "complaint",
  "trade_instruction",
  "advice_request",
  "account_security",
  "promotion",
  "human_request",
  "opt_out",
  "opt_in",
  "greeting",
  "thanks",
  "goodbye",
  "other",
] as const;
export type Intent = (typeof intents)[number];

export const intentLabels: Record<Intent, Record<Language, string>> = {
  withdrawal: { zh: "出金", en: "withdrawal" },
  deposit: { zh: "入金", en: "deposit" },
  account_opening: { zh: "开户", en: "account opening" },
  fees: { zh: "费用", en: "fees" },
  platform_technical: { zh: "平台技术问题", en: "platform problem" },
  verification: { zh: "身份认证", en: "verification" },
  complaint: { zh: "投诉", en: "complaint" },
  trade_instruction: { zh: "交易指令", en: "trade instruction" },
  advice_request: { zh: "求投资建议", en: "asks for advice" },
  account_security: { zh: "账户安全", en: "account security" },
  promotion: { zh: "活动优惠", en: "promotion" },
  human_request: { zh: "要求人工", en: "asks for a person" },
  opt_out: { zh: "退订", en: "opt-out" },
  opt_in: { zh: "恢复订阅", en: "opt-in" },
  greeting: { zh: "问候", en: "greeting" },
  thanks: { zh: "致谢", en: "thanks" },
  goodbye: { zh: "告别", en: "goodbye" },
  other: { zh: "其他", en: "other" },
};

export const sentiments = ["positive", "neutral", "negative"] as const;
export type Sentiment = (typeof sentiments)[number];

export const sentimentLabels: Record<Sentiment, Record<Language, string>> = {
  positive: { zh: "正面", en: "positive" },
  neutral: { zh: "平静", en: "neutral" },
  negative: { zh: "负面", en: "negative" },
};

/** What a colleague must look at; an organisation adds its own codes beside these. */
export const riskKinds = [
  "distress",
  "fraud_on_customer",
  "account_security",
  "threat",
  "complaint_escalation",
  "withdrawal_pressure",
  "borrowed_money",
  "vulnerable",
  "anger",
  "abuse",
  "off_channel",
] as const;
export type RiskKind = (typeof riskKinds)[number];

export const riskLabels: Record<RiskKind, Record<Language, string>> = {
  distress: { zh: "情绪危机", en: "distress" },
  fraud_on_customer: { zh: "客户疑遭诈骗", en: "fraud on the customer" },
  account_security: { zh: "账户安全", en: "account security" },
  threat: { zh: "威胁", en: "threat" },
  complaint_escalation: { zh: "投诉升级", en: "complaint going further" },
  withdrawal_pressure: { zh: "催促出金", en: "pressing for a withdrawal" },
  borrowed_money: { zh: "借钱投资", en: "borrowed money" },
  vulnerable: { zh: "弱势客户", en: "vulnerable customer" },
  anger: { zh: "愤怒", en: "anger" },
  abuse: { zh: "辱骂", en: "abuse" },
  off_channel: { zh: "私下联系", en: "off-channel contact" },
};

/** What a kind is called; a restricted matter is named as the intent is, an organisation's own kind by its code. */
export function riskLabelOf(kind: string, language: Language): string {
  const labels: Record<string, Record<Language, string> | undefined> = { ...intentLabels, ...riskLabels };
  return labels[kind]?.[language] ?? kind;
}

/** What a colleague must not say: it goes to compliance. An organisation adds words of its own to these. */
export const staffRiskKinds = ["staff_promise", "staff_pressure", "off_channel"] as const;
export type StaffRiskKind = (typeof staffRiskKinds)[number];

export const staffRiskLabels: Record<StaffRiskKind, Record<Language, string>> = {
  staff_promise: { zh: "承诺收益", en: "a promise of profit" },
  staff_pressure: { zh: "施压催促", en: "pressure on the customer" },
  off_channel: { zh: "引导私下联系", en: "moving the talk off the record" },
};

export const riskSeverities = ["low", "medium", "high", "critical"] as const;
export type RiskSeverity = (typeof riskSeverities)[number];

export const riskSeverityLabels: Record<RiskSeverity, Record<Language, string>> = {
  low: { zh: "低", en: "low" },
  medium: { zh: "中", en: "medium" },
  high: { zh: "高", en: "high" },
  critical: { zh: "危急", en: "critical" },
};

/** Words of a message that caused a signal: as written, and where (UTF-16 units, end exclusive). */
export interface Words {
  text: string;
  start: number;
  end: number;
}
