import { type Api, Context } from "grammy";
import type { Chat, Message, Update, User, UserFromGetMe } from "grammy/types";
import type { StoredReceipt } from "../../bot/ports/adapter.ts";
import type { ChatRef, InboundEvent, Sender } from "../../bot/ports/inbound-event.ts";

/** An event without what all events of a receipt share. */
export type Finding = InboundEvent extends infer E
  ? E extends InboundEvent
    ? Omit<E, "channelId" | "externalId" | "platform">
    : never
  : never;

/** grammY's view of one update, and the events found in it so far. */
export class Reading extends Context {
  readonly receipt: StoredReceipt;
  readonly events: InboundEvent[] = [];
  readonly #channelId: string;

  constructor(update: Update, api: Api, me: UserFromGetMe, receipt: StoredReceipt, channelId: string) {
    super(update, api, me);
    this.receipt = receipt;
    this.#channelId = channelId;
  }

  found(finding: Finding): void {
    // The cast: spreading over a union loses which member it was.
    this.events.push({
      channelId: this.#channelId,
      externalId: this.receipt.externalId,
      platform: "telegram",
      ...finding,
    } as InboundEvent);
  }
}

/** The chat, as sending back needs it. Its key is the receipt's, so that both always agree. */
export function chatRef(key: string, chat: Chat, message?: Message): ChatRef {
  const thread = message?.is_topic_message ? message.message_thread_id : undefined;
  return {
    key,
    id: String(chat.id),
    ...(thread !== undefined && { threadId: String(thread) }),
    kind: chat.type === "private" ? "private" : "group",
    ...(chat.title !== undefined && { title: chat.title }),
  };
}

/** The person as Telegram describes them. */
export function senderOf(person: User, me: UserFromGetMe): Sender {
  const displayName = [person.first_name, person.last_name].filter(Boolean).join(" ");
  return {
    id: String(person.id),
    ...(displayName !== "" && { displayName }),
    ...(person.username !== undefined && { username: person.username }),
    ...(person.language_code !== undefined && { language: person.language_code }),
    isBot: person.is_bot,
    isSelf: person.id === me.id,
  };
}

/** Telegram counts whole seconds since 1970. */
export function instantOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}
