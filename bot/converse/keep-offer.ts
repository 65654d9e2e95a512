import { ConversationEvent } from "../../domain/conversations/conversation.ts";
import type { Choice } from "../../knowledge/index.ts";
import { offeredData } from "./choice-offer.ts";
import { keepAnswer } from "./keep-answer.ts";
import type { RecordedMessage } from "./record-message.ts";
import type { Turn } from "./turn.ts";

/** Keeps what the customer was asked, so that their next line can choose; `said` is the message that asked. */
export async function keepOffer(turn: Turn, answerId: string, found: Choice, said: RecordedMessage): Promise<void> {
  const { scope, parties, message } = turn;
  await keepAnswer(turn, found, "offered", said, answerId);
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: parties.conversation.id,
    customerId: parties.customer.id,
    messageId: message.id,
    messageSentAt: message.sentAt,
    eventType: "choice_offered",
    eventData: offeredData(answerId, found),
  });
}
