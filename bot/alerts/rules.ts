import type { AlertSeverity } from "../../domain/control/alert-state.ts";
import type { Language } from "../../domain/language/language.ts";
import type { Role } from "../../domain/organisation/values.ts";

/** What managers are told of, in the order of the documentation. */
export const alertKinds = [
  "distress",
  "fraud_on_customer",
  "account_security",
  "channel_error",
  "risk_word",
  "angry_customer",
  "complaint",
  "human_requested_nobody_online",
  "reply_held",
  "sla_missed",
  "sla_due",
  "queue_growing",
  "reply_window_closing",
  "trade_instruction",
  "withdrawal_question",
  "staff_conduct",
  "wrong_person",
  "unknown_group",
  "withdrawal_due",
  "withdrawal_missed",
  "customer_blacklisted",
  "webhook_failed",
  "verify_found",
  "receipt_parked",
  "channel_gap",
] as const;
export type AlertKind = (typeof alertKinds)[number];

export interface AlertRule {
  enabled: boolean;
  severity: AlertSeverity;
  /** Whose people on duty are told in private. */
  roles: readonly Role[];
  /** `own`: leads and agents hear only of their team's conversations. Higher roles hear of all. */
  team: "own" | "any";
  /** What the number counts is the rule's own: see `thresholdOf`. */
  threshold: number;
  /** One topic raises one alert within it, also when the first was resolved. */
  cooldownMinutes: number;
  /** Null: by severity. */
  escalateMinutes: number | null;
  /** `hold`: waits for the end of quiet hours. */
  quiet: "hold" | "ignore";
}

/** Never wait, whatever an organisation sets: a person, their money or every customer of a channel is at stake. */
export const alwaysAtOnce: readonly AlertKind[] = [
  "distress",
  "fraud_on_customer",
  "account_security",
  "channel_error",
  "withdrawal_due",
  "withdrawal_missed",
];

const leads: readonly Role[] = ["team_lead", "manager"];
const guardians: readonly Role[] = ["manager", "compliance"];

const usual = { enabled: true, team: "own", threshold: 1, escalateMinutes: null, quiet: "hold" } as const;
const atOnce = { ...usual, quiet: "ignore" } as const;

/**
 * What is about a member of staff: it goes to compliance alone, whatever an organisation sets and however long they
 * take.
 */
export const complianceOnly: readonly AlertKind[] = ["staff_conduct", "wrong_person"];

/** The rules as they stand before an organisation changes any (setting `alerts.rules`). */
export const defaultRules: Record<AlertKind, AlertRule> = {
  distress: { ...atOnce, severity: "critical", roles: guardians, cooldownMinutes: 30 },
  fraud_on_customer: { ...atOnce, severity: "critical", roles: guardians, cooldownMinutes: 30 },
  account_security: { ...atOnce, severity: "critical", roles: [...leads, "compliance"], cooldownMinutes: 30 },
  channel_error: { ...atOnce, severity: "high", roles: ["manager", "admin"], cooldownMinutes: 0 },
  risk_word: { ...usual, severity: "high", roles: [...leads, "compliance"], threshold: 2, cooldownMinutes: 60 },
  angry_customer: { ...usual, severity: "high", roles: leads, cooldownMinutes: 60 },
  complaint: { ...usual, severity: "high", roles: guardians, cooldownMinutes: 60 },
  human_requested_nobody_online: { ...usual, severity: "high", roles: leads, cooldownMinutes: 30 },
  reply_held: { ...usual, severity: "warning", roles: guardians, cooldownMinutes: 0 },
  sla_missed: { ...usual, severity: "high", roles: leads, cooldownMinutes: 0 },
  sla_due: { ...usual, severity: "warning", roles: ["team_lead"], threshold: 5, cooldownMinutes: 0 },
  queue_growing: { ...usual, severity: "warning", roles: leads, threshold: 10, cooldownMinutes: 30 },
  reply_window_closing: { ...usual, severity: "high", roles: leads, threshold: 4, cooldownMinutes: 0 },
  trade_instruction: { ...usual, severity: "warning", roles: leads, cooldownMinutes: 60 },
  withdrawal_question: { ...usual, severity: "info", roles: leads, cooldownMinutes: 240 },
  staff_conduct: { ...usual, severity: "high", roles: ["compliance"], threshold: 3, cooldownMinutes: 1440 },
  wrong_person: { ...atOnce, severity: "critical", roles: ["compliance"], cooldownMinutes: 0 },
  unknown_group: { ...usual, severity: "warning", roles: leads, team: "any", cooldownMinutes: 1440 },
  withdrawal_due: { ...atOnce, severity: "high", roles: [...leads, "compliance"], threshold: 240, cooldownMinutes: 0 },
  withdrawal_missed: { ...atOnce, severity: "critical", roles: guardians, cooldownMinutes: 0 },
  customer_blacklisted: { ...usual, severity: "info", roles: guardians, cooldownMinutes: 0 },
  webhook_failed: { ...usual, severity: "high", roles: ["manager", "admin"], team: "any", cooldownMinutes: 60 },
  verify_found: { ...usual, severity: "high", roles: ["manager", "admin"], team: "any", cooldownMinutes: 0 },
  receipt_parked: { ...atOnce, severity: "high", roles: ["manager", "admin"], team: "any", cooldownMinutes: 0 },
  channel_gap: {
    ...atOnce,
    severity: "high",
    roles: ["manager", "admin"],
    team: "any",
    threshold: 5,
    cooldownMinutes: 0,
  },
};

/** What a rule is called where people read it. */
export const ruleLabels: Record<AlertKind, Record<Language, string>> = {
  distress: { en: "A customer in distress", zh: "客户情绪危机" },
  fraud_on_customer: { en: "Signs of a fraud on the customer", zh: "客户疑遭诈骗" },
  account_security: { en: "A lost or hacked account", zh: "账户丢失或被盗" },
  channel_error: { en: "A channel does not work", zh: "渠道故障" },
  risk_word: { en: "A risk word", zh: "风险词" },
  angry_customer: { en: "An angry customer", zh: "客户愤怒" },
  complaint: { en: "A complaint", zh: "客户投诉" },
  human_requested_nobody_online: { en: "A person is wanted and nobody is online", zh: "客户要求人工，但无人在线" },
  reply_held: { en: "Prohibited wording was held back", zh: "违规表述被拦截" },
  sla_missed: { en: "A deadline was missed", zh: "已超过时限" },
  sla_due: { en: "A deadline is near", zh: "即将超过时限" },
  queue_growing: { en: "The queue is growing", zh: "等待队列增长" },
  reply_window_closing: { en: "The time to reply runs out", zh: "可回复时限将至" },
  trade_instruction: { en: "A trade instruction in the chat", zh: "客户在会话中下达交易指令" },
  withdrawal_question: { en: "A question about a withdrawal", zh: "出金咨询" },
  staff_conduct: { en: "Conduct of a member of staff", zh: "员工行为" },
  wrong_person: { en: "A message to the wrong person", zh: "消息发错人" },
  unknown_group: { en: "A group that nobody registered", zh: "未登记的群" },
  withdrawal_due: { en: "A withdrawal must be settled soon", zh: "出金即将到期" },
  withdrawal_missed: { en: "A withdrawal was not settled in time", zh: "出金已逾期" },
  customer_blacklisted: { en: "A customer was blacklisted", zh: "客户被列入黑名单" },
  webhook_failed: { en: "Another system is not told any more", zh: "外部系统通知失败" },
  verify_found: { en: "Stored data is not as it must be", zh: "存储数据不一致" },
  receipt_parked: { en: "Messages that could not be worked", zh: "无法处理的消息" },
  channel_gap: { en: "A channel could not be heard for a while", zh: "渠道曾收不到消息" },
};

/** What a rule's threshold counts; rules that are not here have none. */
export const thresholdOf: Partial<Record<AlertKind, Record<Language, string>>> = {
  risk_word: { en: "severity from (1 low – 4 critical)", zh: "起始严重度（1 低 – 4 危急）" },
  angry_customer: { en: "angry messages in the conversation", zh: "会话中的愤怒消息数" },
  sla_due: { en: "minutes before the deadline", zh: "距时限的分钟数" },
  queue_growing: { en: "waiting conversations", zh: "等待中的会话数" },
  reply_window_closing: { en: "hours before the platform's window closes", zh: "平台回复窗口关闭前的小时数" },
  withdrawal_due: { en: "minutes before the deadline", zh: "距时限的分钟数" },
  channel_gap: { en: "minutes without hearing", zh: "收不到消息的分钟数" },
  staff_conduct: { en: "held texts of one person in a day", zh: "同一员工一天内被拦截的内容数" },
};

export function isAlertKind(word: string): word is AlertKind {
  return (alertKinds as readonly string[]).includes(word);
}
