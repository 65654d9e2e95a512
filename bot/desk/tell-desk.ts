import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { queueDelivery } from "../delivery/queue-delivery.ts";
import type { RichText } from "../ports/rich-text.ts";
import { findStaffPlace } from "./desk-place.ts";

export interface DeskNotice {
  surface: string | null;
  language: Language;
  conversation: Conversation;
  customerName: string;
  reason: "requested" | "no_answer" | "unreadable" | "held" | "trade_instruction" | "advice" | "account_security";
  /** The customer's words that caused it. */
  words: string;
  receipt: string;
}

const MAX_QUOTE = 300;

const reasons: Record<DeskNotice["reason"], Record<Language, string>> = {
  requested: { en: "asks for a person", zh: "要求人工服务" },
  no_answer: { en: "has a question without an approved answer", zh: "的问题没有已批准的答案" },
  unreadable: { en: "sent something the bot cannot read", zh: "发送了机器人无法读取的内容" },
  trade_instruction: { en: "gave an order to trade: not accepted, not executed", zh: "发来交易指令：未接受，未执行" },
  advice: { en: "asks for advice or a forecast: declined", zh: "询问投资建议或行情预测：已婉拒" },
  account_security: { en: "URGENT: reports a lost or hacked account", zh: "紧急：报告账户被盗或手机遗失" },
  held: { en: "waits: the automated answer was held", zh: "在等待：自动答复已被拦截" },
};

/** One line to the desk about a conversation that waits for a person. Without a configured desk nobody is told here. */
export async function tellDesk(scope: OrgScope, channels: ChannelDirectory, notice: DeskNotice): Promise<void> {
  const place = await findStaffPlace(channels, scope.orgId, "desk", notice.surface);
  if (!place) return;
  const { conversation, language } = notice;
  await queueDelivery(scope, {
    channel: place.channel,
    chat: place.chatId,
    target: { chatId: place.chatId },
    audience: "staff",
    purpose: "desk",
    content: deskLine(notice),
    act: { by: "bot", why: `desk:${notice.reason}`, receipt: notice.receipt },
    conversationId: conversation.id,
    customerId: conversation.customerId,
    buttons: [[{ id: `release:${conversation.id}`, label: language === "zh" ? "交还机器人" : "Release to the bot" }]],
  });
}

function deskLine({ conversation, customerName, reason, language, words }: DeskNotice): RichText {
  const quote = [...words.trim()].slice(0, MAX_QUOTE).join("");
  return [
    {
      type: "paragraph",
      children: [
        { type: "bold", children: [{ type: "text", text: conversationCode(conversation.number) }] },
        { type: "text", text: ` · ${customerName} (${conversation.channelType}) ${reasons[reason][language]}` },
      ],
    },
    ...(quote ? [{ type: "quote" as const, children: [{ type: "text" as const, text: quote }] }] : []),
  ];
}
