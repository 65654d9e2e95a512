import { ConversationEvent } from "../../domain/conversations/conversation.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { bold, paragraph, quote } from "../ports/rich-text.ts";
import { listedAs } from "./read-choice.ts";
import type { TakenChoice } from "./take-choice.ts";
import type { Turn } from "./turn.ts";

/** Keeps what the customer chose, with the wording they meant by their question, and shows it to the desk. */
export async function noteChoice(turn: Turn, { offer, read }: TakenChoice): Promise<void> {
  const { scope, parties, message, desk, event } = turn;
  const chosen = read.kind === "chosen" ? (offer.options[read.index] ?? null) : null;
  const by = event.pressed ? "press" : read.kind === "chosen" ? read.by : "words";
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: parties.conversation.id,
    customerId: parties.customer.id,
    messageId: message.id,
    messageSentAt: message.sentAt,
    eventType: "choice_made",
    eventData: { answerId: offer.answerId, chosen, by },
  });
  if (!desk) return;
  const title = {
    en: chosen ? "☑ The customer meant" : "☐ The customer meant none of what was offered; they had asked",
    zh: chosen ? "☑ 客户想问的是" : "☐ 所列选项都不是客户想问的，原问题",
  }[desk.language];
  await tellThread(scope, desk, {
    content: [paragraph(bold(title)), quote(chosen ? listedAs(chosen.wording) : offer.question)],
    quoting: title,
    act: { by: "bot", why: "desk: choice made", receipt: event.externalId },
  });
}
