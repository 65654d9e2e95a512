import { DateTime } from "luxon";
import { DeskThread } from "../../domain/conversations/desk-thread.ts";
import { workingCalendarOf } from "../../domain/conversations/working-hours.ts";
import type { Language } from "../../domain/language/language.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { type Aftermath, queueDelivery, queueEdit } from "../delivery/queue-delivery.ts";
import type { DeliveryFault } from "../ports/delivery-error.ts";
import type { Button } from "../ports/outbound-message.ts";
import { plainText } from "../ports/rich-text.ts";
import { deskChat } from "./desk-view.ts";
import type { BudgetLeft } from "./reply-budget.ts";

export type LineMark =
  /** `buttons` take it back. */
  | { kind: "sent"; budget: BudgetLeft | null; isTogether?: boolean; buttons?: Button[] }
  /** It goes out in a moment, unless somebody presses the button. */
  | { kind: "sending"; seconds: number; buttons: Button[] }
  /** It was taken back, by whom. */
  | { kind: "recalled"; by: string; wasSent: boolean }
  | { kind: "held"; approval: number; reason: string }
  | { kind: "failed" | "uncertain"; fault: DeliveryFault; reason: string }
  /** Not sent, and why; `buttons` offer what can be done about it. */
  | { kind: "internal"; why: Record<Language, string>; buttons?: Button[] };

type MarkPlace = Omit<Extract<Aftermath, { kind: "mark_line" }>, "kind"> & {
  /** The line as it is kept: what became of it before is replaced by what became of it now. */
  messageId?: string | null;
};

/** Says beside a person's line what became of it; where that is said already and can be changed, it is changed. */
export async function markLine(
  scope: OrgScope,
  channels: ChannelDirectory,
  place: MarkPlace,
  mark: LineMark,
): Promise<void> {
  const thread = await DeskThread.query(scope.trx).findOne({ orgId: scope.orgId, id: place.deskThreadId });
  const channel = thread && (await channels.byId(thread.channelId));
  if (!thread || !channel) return;
  const { adapter } = channel;
  const { threads: isThreaded, buttonedLine } = adapter.capabilitiesFor?.(thread.chatId) ?? adapter.capabilities;
  const { personChat, messageId } = place;
  const words = wordsOf(mark, place, await zoneOf(scope));
  const buttons = buttonsOf(mark, buttonedLine === undefined || [...words].length <= buttonedLine);
  const draft = {
    channel,
    chat: deskChat(thread),
    target: { chatId: personChat?.chatId ?? thread.chatId },
    audience: "staff" as const,
    purpose: "command" as const,
    content: plainText(words),
    act: { by: "bot" as const, why: `line: ${mark.kind}`, ...(messageId ? { marks: messageId } : {}) },
    conversationId: thread.conversationId,
    deskThreadId: thread.id,
    ...(buttons.length > 0 ? { buttons: [buttons] } : {}),
  };
  const earlier = messageId && isThreaded && adapter.edit ? await findMark(scope, thread, messageId) : null;
  if (earlier) await queueEdit(scope, { ...draft, edits: earlier });
  else await queueDelivery(scope, { ...draft, ...(place.replyTo ? { replyTo: place.replyTo } : {}) });
}

// A mark that would be two messages with its buttons does without: the commands do the same.
function buttonsOf(mark: LineMark, isOneMessage: boolean): Button[] {
  if (mark.kind === "sent") return isOneMessage ? (mark.buttons ?? []) : [];
  return mark.kind === "internal" || mark.kind === "sending" ? (mark.buttons ?? []) : [];
}

/** The delivery that said first what became of a line. */
async function findMark({ trx, orgId }: OrgScope, thread: DeskThread, messageId: string): Promise<string | null> {
  const row = await trx("deliveries")
    .where({ org_id: orgId, conversation_id: thread.conversationId, desk_thread_id: thread.id, operation: "send" })
    .whereRaw("act ->> 'marks' = ?", [messageId])
    .orderBy("seq")
    .first("id");
  return row?.id ?? null;
}

async function zoneOf(scope: OrgScope): Promise<string> {
  return workingCalendarOf(await loadSettings(scope)).zone;
}

function wordsOf(mark: LineMark, { language, to }: MarkPlace, zone: string): string {
  const zh = language === "zh";
  switch (mark.kind) {
    case "sent":
      return `${zh ? `✓ 已发送给 ${to}` : `✓ Sent to ${to}`}${mark.isTogether ? together[language] : ""}${budgetWords(mark.budget, language, zone)}`;
    case "held":
      return zh
        ? `⏸ 未发送给 ${to}，等待经理审批 ${mark.approval}：${mark.reason}`
        : `⏸ Not sent to ${to}: it waits for a manager's approval ${mark.approval}. ${mark.reason}`;
    case "uncertain":
      return zh
        ? `❓ 不确定 ${to} 是否收到：平台没有答复。`
        : `❓ It is not known whether ${to} got this: the platform did not answer.`;
    case "failed":
      return `${zh ? `✗ 未能发送给 ${to}。` : `✗ Not delivered to ${to}.`} ${ruleWords(mark, language)}`;
    case "sending":
      return zh ? `⏳ ${mark.seconds} 秒后发送给 ${to}` : `⏳ Sending to ${to} in ${mark.seconds} s`;
    case "recalled":
      if (!mark.wasSent)
        return zh ? `↩ 已由 ${mark.by} 取消，未发送给 ${to}` : `↩ Cancelled by ${mark.by}, not sent to ${to}`;
      return zh ? `↩ 已由 ${mark.by} 从 ${to} 处撤回` : `↩ Taken back from ${to} by ${mark.by}`;
    case "internal":
      return mark.why[language];
  }
}

const together: Record<Language, string> = { en: " (sent together)", zh: "（合并发送）" };

function budgetWords(budget: BudgetLeft | null, language: Language, zone: string): string {
  if (!budget) return "";
  const { left, of, until } = budget;
  const time = DateTime.fromJSDate(until, { zone }).toFormat("MM-dd HH:mm");
  return language === "zh" ? ` · 还可发 ${left}/${of} 条，至 ${time}` : ` · ${left} of ${of} left, until ${time}`;
}

/** Which rule stopped it, and what is possible now. */
function ruleWords({ fault, reason }: { fault: DeliveryFault; reason: string }, language: Language): string {
  const known = rules[fault];
  return known ? known[language] : reason;
}

const rules: Partial<Record<DeliveryFault, Record<Language, string>>> = {
  window_closed: {
    en: "The platform allows only a few replies within a time after the customer's last message (微信客服: 5 within 48 hours), and that is used up. You can write again as soon as the customer does; reach them on another channel if it is urgent.",
    zh: "平台只允许在客户最后一条消息之后的一段时间内回复有限条数（微信客服：48 小时内 5 条），现已用完或超时。客户再次来信后即可回复；如有急事请通过其他渠道联系。",
  },
  recipient_gone: {
    en: "The customer has blocked the bot or left, so nothing can be sent here. It becomes possible again when they write; another channel may still reach them.",
    zh: "客户已屏蔽机器人或离开，此处无法再发送。客户再次来信后可恢复；也可尝试其他渠道。",
  },
  channel_broken: {
    en: "The channel's credentials do not work; a manager was alerted. It will be tried again.",
    zh: "渠道凭证失效，已通知经理，将会重试。",
  },
};
