import type { Alert } from "../../domain/control/alert.ts";
import type { AlertSeverity } from "../../domain/control/alert-state.ts";
import type { Language } from "../../domain/language/language.ts";
import { withheldWords } from "../desk/text-withheld.ts";
import type { Button } from "../ports/outbound-message.ts";
import { type Block, bold, paragraph, quote, type RichText } from "../ports/rich-text.ts";
import type { AlertView } from "./alert-view.ts";
import { firmKinds } from "./firm-rules.ts";

export interface AlertCard {
  content: RichText;
  buttons: Button[][];
}

const MAX_QUOTE = 200;
/** What fits a message of every platform; each that is settled makes room for the next. */
const MAX_MONEY = 40;
const MAX_REFERENCE = 30;

export const severityLabels: Record<AlertSeverity, Record<Language, string>> = {
  info: { en: "🔵 info", zh: "🔵 提示" },
  warning: { en: "🟡 warning", zh: "🟡 注意" },
  high: { en: "🟠 high", zh: "🟠 重要" },
  critical: { en: "🔴 critical", zh: "🔴 紧急" },
};

/** What, how it stands now, why, who, since when and what can be done; the words only where they may be shown. */
export function alertCard(view: AlertView, language: Language, timezone: string, isWithheld: boolean): AlertCard {
  const { alert } = view;
  const reason = alert.details.reasons?.[language];
  const words = [...(alert.details.words ?? []), ...(reason ? [reason] : [])];
  const facts = [severityLabels[alert.severity][language], ...whom(view), since(alert, language, timezone)];
  const content: RichText = [
    // How it stands comes before the words: where little fits (WeCom), the end is cut off.
    paragraph(
      bold(alertName(alert, language)),
      ` · ${alertTitle(alert, language)}\n${stateOf(view, language, timezone)}`,
    ),
    ...(isWithheld
      ? words.slice(0, 1).map(() => paragraph(`🔒 ${withheldWords[language]}`))
      : words.map((said) => quote(said, MAX_QUOTE))),
    ...(firmKinds.includes(alert.kind) ? moneyList(view, language, timezone) : membersOf(view, language)),
    paragraph(facts.join(" · ")),
  ];
  return { content, buttons: buttonsOf(view, language) };
}

export function alertName({ number }: Pick<Alert, "number">, language: Language): string {
  return language === "zh" ? `告警 ${number}` : `Alert ${number}`;
}

export function alertTitle({ title, details }: Pick<Alert, "title" | "details">, language: Language): string {
  return details.titles?.[language] ?? title;
}

/** `03-02 10:05`, on the wall clock of a time zone. */
export function wallClock(at: Date, timezone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone,
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("month")}-${part("day")} ${part("hour")}:${part("minute")}`;
}

function whom({ conversation, customerName }: AlertView): string[] {
  if (!conversation) return customerName ? [customerName] : [];
  const channel = conversation.channelType ? ` (${conversation.channelType})` : "";
  return [conversation.code, `${customerName ?? ""}${channel}`.trim()];
}

function since({ createdAt, occurrences, lastAt, details }: Alert, language: Language, timezone: string): string {
  const from = `${language === "zh" ? "自" : "since"} ${wallClock(createdAt, timezone)}`;
  if (occurrences < 2 || details.isStorm) return from;
  const last = wallClock(lastAt, timezone);
  return language === "zh"
    ? `${from}，共 ${occurrences} 次，最近 ${last}`
    : `${from}, ${occurrences} times, last ${last}`;
}

/** Each withdrawal of a storm by its reference and deadline: none is hidden behind the count of many. */
function moneyList({ money }: AlertView, language: Language, timezone: string): Block[] {
  if (money.length === 0) return [];
  const lines = money.slice(0, MAX_MONEY).map(({ code, reference, dueAt }) => {
    const by = wallClock(dueAt, timezone);
    const named = reference === null ? code : `${code} (${[...reference].slice(0, MAX_REFERENCE).join("")})`;
    return { en: `${named} by ${by}`, zh: `${named}，${by} 前` }[language];
  });
  const more = money.length - lines.length;
  if (more > 0) lines.push({ en: `and ${more} that are due later`, zh: `另有 ${more} 笔时限更晚` }[language]);
  return [{ type: "list", ordered: false, items: lines.map((text) => [{ type: "text", text }]) }];
}

function membersOf({ members, alert }: AlertView, language: Language): Block[] {
  if (!alert.details.isStorm || members.length === 0) return [];
  const label = language === "zh" ? "最近：" : "Latest: ";
  return [paragraph(`${label}${members.join(", ")}`)];
}

function stateOf(
  { alert, acknowledgedBy, assignedTo, stormNumber }: AlertView,
  language: Language,
  timezone: string,
): string {
  const zh = language === "zh";
  const who = acknowledgedBy ?? (zh ? "系统" : "nobody");
  const assigned = assignedTo ? (zh ? `，负责人 ${assignedTo}` : `, for ${assignedTo}`) : "";
  switch (alert.status) {
    case "open":
      if (stormNumber !== null) {
        const storm = alertName({ number: stormNumber }, language);
        return zh ? `🧮 已计入${storm}` : `🧮 Counted in ${storm}`;
      }
      if (alert.level > 0) return zh ? "⏫ 无人确认，已升级" : "⏫ Nobody acknowledged it: escalated";
      return zh ? "待确认" : "Open";
    case "acknowledged": {
      const at = alert.acknowledgedAt ? ` ${wallClock(alert.acknowledgedAt, timezone)}` : "";
      return zh ? `✅ 已由 ${who} 确认${at}${assigned}` : `✅ Acknowledged by ${who}${at}${assigned}`;
    }
    case "snoozed": {
      const until = alert.snoozedUntil ? wallClock(alert.snoozedUntil, timezone) : "";
      return zh ? `💤 已推迟至 ${until}` : `💤 Snoozed until ${until}`;
    }
    case "resolved":
      return zh ? `✔ 已解决${assigned}` : `✔ Resolved${assigned}`;
  }
}

/** Ids are at most 64 bytes: the name and one UUID. */
function buttonsOf({ alert, conversation, threadUrl }: AlertView, language: Language): Button[][] {
  if (alert.status === "resolved") return [];
  const button = (name: string, words: Record<Language, string>, style?: Button["style"]): Button => ({
    id: `${name}:${alert.id}`,
    label: words[language],
    ...(style ? { style } : {}),
  });
  const isForTaking = conversation?.isOpen === true && conversation.agentName === null;
  const acknowledges = button(
    "alert_ack",
    { en: "Acknowledge", zh: "确认" },
    isForTaking || alert.details.group ? undefined : "primary",
  );
  // What is refused while a client's money waits is not offered.
  const ends = firmKinds.includes(alert.kind) ? [] : [button("alert_end", { en: "Resolve", zh: "解决" })];
  const snoozes = button("alert_snooze", { en: "Snooze 30 min", zh: "推迟 30 分钟" });
  const acts = [
    ...(alert.details.group ? [button("alert_register", { en: "Register", zh: "登记此群" }, "primary")] : []),
    ...(isForTaking ? [button("alert_take", { en: "Take", zh: "接手" }, "primary")] : []),
    ...(alert.subjectUserId ? [] : [button("alert_pick", { en: "Assign…", zh: "分配…" })]),
    ...(alert.status === "acknowledged" ? ends : [acknowledges]),
    ...(alert.kind === "withdrawal_missed" ? [] : [snoozes]),
  ];
  const open: Button[] = threadUrl
    ? [{ id: `alert_open:${alert.id}`, label: { en: "Open the thread", zh: "打开话题" }[language], url: threadUrl }]
    : [];
  return [[...acts, ...open]];
}
