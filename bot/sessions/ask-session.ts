import type { Conversation } from "../../domain/conversations/conversation.ts";
import { betweenFaultPoints } from "../../infra/fault-points.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import type { ChatSession } from "../ports/adapter.ts";
import type { ChatRef } from "../ports/inbound-event.ts";

/**
 * Whose a customer's chat is, asked of the platform where events cannot have told: when a conversation begins, and when
 * the customer writes again after the session ended or waited there. Null: as it is known.
 */
export async function askSession(
  { log }: Pick<ConverseDeps, "log">,
  { id, adapter }: LiveChannel,
  chat: ChatRef,
  conversation: Pick<Conversation, "sessionState"> | null,
): Promise<ChatSession | null> {
  const isKnown =
    conversation !== null && (conversation.sessionState === null || conversation.sessionState === "with_person");
  const { sessions } = adapter;
  if (!sessions || isKnown) return null;
  return betweenFaultPoints("turn.session", () => sessions.stateOf(chat.id)).catch((error: unknown) => {
    // The customer's message is worth more than the answer to this; a send where we may not is refused anyway.
    log.warn("session.unknown", { channel: id, error });
    return null;
  });
}
