import { type Conversation, ConversationEvent } from "../../domain/conversations/conversation.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { RecognisedMatter } from "../conduct/restricted-matters.ts";
import type { RecordedMessage } from "./record-message.ts";

/** Kept whoever has the conversation: alerts follow from it. */
export async function recordMatter(
  scope: OrgScope,
  conversation: Pick<Conversation, "id" | "customerId">,
  message: RecordedMessage,
  { matter, words }: RecognisedMatter,
): Promise<void> {
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: conversation.id,
    customerId: conversation.customerId,
    messageId: message.id,
    messageSentAt: message.sentAt,
    eventType: "risk_signal",
    eventData: { rule: matter, words },
  });
}
