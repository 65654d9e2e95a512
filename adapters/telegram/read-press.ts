import type { Filter } from "grammy";
import { externalMessageId } from "./message-id.ts";
import { chatRef, type Reading, senderOf } from "./reading.ts";

/**
 * A pressed button. It happened in the chat of its message; one that the bot can no longer see (InaccessibleMessage)
 * still names it. Telegram does not say when it was pressed, so the time is when we heard of it.
 */
export function readPress(reading: Filter<Reading, "callback_query:data">): void {
  const { id, from, message, data } = reading.callbackQuery;
  const { receipt, me } = reading;
  const seen = message && message.date !== 0 ? message : undefined;
  reading.found({
    kind: "action",
    chat: message
      ? chatRef(receipt.chat, message.chat, seen)
      : { key: receipt.chat, id: String(from.id), kind: "private" },
    sender: senderOf(from, me),
    sentAt: receipt.receivedAt,
    actionId: data,
    ...(message && { messageExternalId: externalMessageId(message.chat.id, message.message_id) }),
    respondTo: { callbackQueryId: id, ...(seen && { pressed: externalMessageId(seen.chat.id, seen.message_id) }) },
  });
}
