import type { OutboundMessage } from "../../bot/ports/outbound-message.ts";
import { inlineKeyboard } from "./keyboard.ts";
import { parseMessageId } from "./message-id.ts";

/** Where a message goes and what hangs on it; the same words in every `send…` method. */
export type Placement = ReturnType<typeof placementOf>;

/** Topic, answered message and buttons, each where there is one. A message that is answered may be gone by now. */
export function placementOf({ target, replyTo, buttons }: OutboundMessage) {
  const thread = threadOf(target.threadId);
  const answered = replyTo === undefined ? undefined : parseMessageId(replyTo);
  const keyboard = inlineKeyboard(buttons);
  return {
    ...(thread !== undefined && { message_thread_id: thread }),
    ...(answered &&
      String(answered.chatId) === target.chatId && {
        reply_parameters: { message_id: answered.messageId, allow_sending_without_reply: true },
      }),
    ...(keyboard && { reply_markup: keyboard }),
  };
}

// The General topic is written to without a thread: `message_thread_id: 1` is answered "message thread not found".
export function threadOf(threadId: string | undefined): number | undefined {
  return threadId === undefined || threadId === "1" ? undefined : Number(threadId);
}
