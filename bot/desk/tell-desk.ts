import { maskedExcerpt } from "../../domain/content/secrets/masked-excerpt.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { queueDelivery } from "../delivery/queue-delivery.ts";
import { bold, type Inline, paragraph, quote, type RichText } from "../ports/rich-text.ts";
import { cardButtons } from "./conversation-card.ts";
import { type DeskView, deskChat, setCard } from "./desk-view.ts";
import { type HandoffReason, handoffReasons } from "./handoff-reasons.ts";
import type { Routed } from "./route-conversation.ts";
import { readerOf, tellThread } from "./tell-thread.ts";

export interface DeskNotice {
  reason: HandoffReason;
  /** The customer's words that caused it. */
  words: string;
  receipt: string;
  /** Whose turn it is, or who was given it. */
  routed?: Routed | null;
  /** The desk was called for this reason already, and it still waits. */
  isRepeated?: boolean;
}

const MAX_QUOTE = 300;
const MAX_CARD_WORDS = 60;

/**
 * Calls the desk to a conversation that waits for a person: in its thread, and with one line in the place itself, where
 * those see it who are not in the thread. Where there are no threads that line is the conversation's card: it goes to
 * whoever has it or is offered it, and to everybody only once while it is nobody's.
 */
export async function tellDesk(scope: OrgScope, desk: DeskView, notice: DeskNotice): Promise<void> {
  const buttons = [cardButtons(desk.conversation, desk.language)];
  const act = { by: "bot" as const, why: `desk:${notice.reason}`, receipt: notice.receipt };
  if (desk.isThreaded) {
    const content = [
      paragraph(bold(`🔔 ${desk.customerName} ${handoffReasons[notice.reason][desk.language]}${whose(desk, notice)}`)),
    ];
    await tellThread(scope, desk, { content, buttons, act });
  }
  const reader = desk.isThreaded ? null : await readerOf(scope, desk);
  if (!desk.isThreaded && reader === null && notice.isRepeated) return;
  const [card] = await queueDelivery(scope, {
    channel: desk.channel,
    chat: desk.isThreaded ? desk.thread.chatId : deskChat(desk.thread),
    target: { chatId: reader ?? desk.thread.chatId },
    audience: "staff",
    purpose: "desk",
    content: desk.isThreaded ? placeLine(desk, notice) : plainCard(desk, notice, reader === null),
    act,
    conversationId: desk.conversation.id,
    customerId: desk.conversation.customerId,
    buttons,
  });
  if (!desk.isThreaded) await setCard(scope, desk.thread, card);
}

/** Without formatting and short, so that it is one message with its buttons where the platform counts them. */
function plainCard(desk: DeskView, notice: DeskNotice, isForAll: boolean): RichText {
  const { conversation, customerName, language, isWithheld } = desk;
  const code = conversationCode(conversation.number);
  const words = isWithheld ? "" : maskedExcerpt(notice.words, MAX_CARD_WORDS);
  const lines = [
    `${code} · ${customerName} (${conversation.channelType}) ${handoffReasons[notice.reason][language]}${whose(desk, notice)}`,
    ...(words ? [`“${words}”`] : []),
    ...(isForAll ? [{ en: `${code} waits: /take ${code}`, zh: `${code} 在等待：/take ${code}` }[language]] : []),
  ];
  return [paragraph(lines.join("\n"))];
}

function whose({ language }: DeskView, { routed }: DeskNotice): string {
  if (!routed) return "";
  const { kind, name } = routed;
  if (language === "zh") return kind === "offered" ? `。轮到 ${name}` : `。已分配给 ${name}`;
  return kind === "offered" ? ` · ${name}'s turn` : ` · given to ${name}`;
}

function placeLine(desk: DeskView, notice: DeskNotice): RichText {
  const { reason, words } = notice;
  const { conversation, customerName, language, thread, isWithheld } = desk;
  const code = conversationCode(conversation.number);
  const title: Inline = thread.url
    ? { type: "link", url: thread.url, children: [{ type: "text", text: code }] }
    : bold(code);
  const line = ` · ${customerName} (${conversation.channelType}) ${handoffReasons[reason][language]}${whose(desk, notice)}`;
  return [paragraph(title, line), ...(words.trim() && !isWithheld ? [quote(words, MAX_QUOTE)] : [])];
}
