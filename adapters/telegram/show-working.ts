import type { Api } from "grammy";
import type { OutboundTarget } from "../../bot/ports/outbound-message.ts";
import { toChatId } from "./chat-id.ts";
import { toRepeatableError } from "./errors.ts";
import { threadOf } from "./placement.ts";

/**
 * Shows that the bot is typing (Bot API, sendChatAction): for five seconds, or until its next message arrives. Nothing takes
 * it away sooner, so with null nothing is done. Throws DeliveryError.
 */
export async function showTyping(api: Api, { chatId, threadId }: OutboundTarget, words: string | null): Promise<void> {
  if (words === null) return;
  const thread = threadOf(threadId);
  try {
    await api.sendChatAction(toChatId(chatId), "typing", thread === undefined ? {} : { message_thread_id: thread });
  } catch (error) {
    throw toRepeatableError(error);
  }
}
