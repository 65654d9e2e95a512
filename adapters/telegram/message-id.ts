import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { SentMessage } from "../../bot/ports/outbound-message.ts";

export interface MessageAddress {
  chatId: number;
  messageId: number;
}

/** `CHAT_ID:MESSAGE_ID`: a message id alone is unique only inside its chat. */
export function externalMessageId(chatId: number, messageId: number): string {
  return `${chatId}:${messageId}`;
}

/** The parts of an `external_message_id`; undefined when it is not one of Telegram. */
export function parseMessageId(externalId: string): MessageAddress | undefined {
  const match = /^(-?\d{1,15}):(\d{1,15})$/.exec(externalId);
  return match ? { chatId: Number(match[1]), messageId: Number(match[2]) } : undefined;
}

/** Where a message that was sent stands. @throws DeliveryError when it has no place: a notice over a button, say. */
export function addressOf({ externalMessageId }: SentMessage): MessageAddress {
  const address = externalMessageId === null ? undefined : parseMessageId(externalMessageId);
  if (!address) throw new DeliveryError("rejected", "this is not a message that Telegram can change or remove");
  return address;
}
