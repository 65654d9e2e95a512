import type { Api } from "grammy";
import type { SentMessage } from "../../bot/ports/outbound-message.ts";
import { isRefusedFor, toRepeatableError } from "./errors.ts";
import { addressOf } from "./message-id.ts";

/**
 * Removes a message of ours, and with a long text the file that went before it. One that is gone already is success.
 * Telegram allows it for 48 hours (Bot API, deleteMessage).
 * @throws DeliveryError
 */
export async function removeMessage(api: Api, sent: SentMessage): Promise<void> {
  const { chatId, messageId } = addressOf(sent);
  const fileMessageId = sent.handle?.["fileMessageId"];
  await removeOne(api, chatId, messageId);
  if (fileMessageId !== undefined) await removeOne(api, chatId, Number(fileMessageId));
}

async function removeOne(api: Api, chatId: number, messageId: number): Promise<void> {
  try {
    await api.deleteMessage(chatId, messageId);
  } catch (error) {
    const failure = toRepeatableError(error);
    if (!isRefusedFor(failure, "message_gone")) throw failure;
  }
}
