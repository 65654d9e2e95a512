import type { Api } from "grammy";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { OutboundTarget } from "../../bot/ports/outbound-message.ts";
import { toChatId } from "./chat-id.ts";
import { isRefusedFor, toRepeatableError } from "./errors.ts";

/**
 * Closes a topic, or opens it again: in a closed one only administrators write. Needs `can_manage_topics`, unless the bot
 * opened the topic itself (Bot API, closeForumTopic). What is so already is success.
 * @throws DeliveryError; a missing right is no trouble of the channel, since everything else goes on without it.
 */
export async function setThreadClosed(
  api: Api,
  { chatId, threadId }: OutboundTarget,
  isClosed: boolean,
): Promise<void> {
  if (threadId === undefined) throw new DeliveryError("rejected", "there is no topic to close");
  try {
    if (isClosed) await api.closeForumTopic(toChatId(chatId), Number(threadId));
    else await api.reopenForumTopic(toChatId(chatId), Number(threadId));
  } catch (error) {
    const failure = toRepeatableError(error);
    if (isRefusedFor(failure, "not_modified")) return;
    if (!isRefusedFor(failure, "no_rights")) throw failure;
    throw new DeliveryError("rejected", failure.message, { details: failure.details });
  }
}
