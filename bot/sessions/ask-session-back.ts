import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { CommandContext } from "../commands/command.ts";
import { queueSessionMove } from "../delivery/queue-delivery.ts";

/** Asks a chat back from the platform's own people, once the caller's transaction commits. False where there are none. */
export async function askSessionBack(
  { scope, deps, staff, receipt }: CommandContext,
  conversation: Conversation,
): Promise<boolean> {
  const channel = await deps.channels.byId(conversation.channelId);
  if (!channel?.adapter.sessions) return false;
  await queueSessionMove(scope, {
    channel,
    chat: conversation.chat,
    target: { chatId: conversation.externalChatId },
    conversationId: conversation.id,
    customerId: conversation.customerId,
    act: { by: "user", userId: staff.userId, why: "command: release", receipt, after: { kind: "end_session_move" } },
  });
  return true;
}
