import { type Api, Composer } from "grammy";
import type { Update, UserFromGetMe } from "grammy/types";
import type { StoredReceipt } from "../../bot/ports/adapter.ts";
import type { InboundEvent, UnknownEvent } from "../../bot/ports/inbound-event.ts";
import { readMemberChange } from "./read-member-change.ts";
import { readEdit, readMessage } from "./read-message.ts";
import { readOtherMemberChange } from "./read-other-members.ts";
import { readPress } from "./read-press.ts";
import { chatRef, instantOf, Reading, senderOf } from "./reading.ts";
import { updateSchema } from "./wire.ts";

const reader = new Composer<Reading>();
reader.on("message", readMessage);
reader.on("edited_message", readEdit);
reader.on("callback_query:data", readPress);
reader.on("my_chat_member", readMemberChange);
reader.on("chat_member", readOtherMemberChange);
reader.on("message_reaction", (reading) => {
  const { chat, user, date } = reading.messageReaction;
  reading.found({
    kind: "ignored",
    chat: chatRef(reading.receipt.chat, chat),
    sender: user ? senderOf(user, reading.me) : { id: String(chat.id), isBot: false, isSelf: false },
    sentAt: instantOf(date),
    reason: "reaction",
  });
});

const route = reader.middleware();

/**
 * Interprets a stored update through grammY. Calls nobody: the bot's identity is handed in, and `api` is only there
 * because a context has one. What is strange or new becomes an `unknown` event.
 */
export async function parseReceipt(
  receipt: StoredReceipt,
  { channelId, api, me }: { channelId: string; api: Api; me: UserFromGetMe },
): Promise<InboundEvent[]> {
  const json = readJson(receipt.raw);
  if (!updateSchema.safeParse(json).success) return [unknownEvent(receipt, channelId, json)];
  // The cast: everything that is read below was checked by the schema.
  const reading = new Reading(json as Update, api, me, receipt, channelId);
  await route(reading, async () => undefined);
  return reading.events.length > 0 ? reading.events : [unknownEvent(receipt, channelId, json)];
}

/** `receive` let only JSON in; a receipt from elsewhere is as unknown as any other that does not fit. */
function readJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

/** Built from the receipt alone, since nothing else about such an update can be relied on. */
function unknownEvent(
  { externalId, chat, receivedAt }: StoredReceipt,
  channelId: string,
  update: unknown,
): UnknownEvent {
  const id = chat.split(":")[0] ?? chat;
  return {
    kind: "unknown",
    channelId,
    externalId,
    platform: "telegram",
    chat: { key: chat, id, kind: id.startsWith("-") ? "group" : "private" },
    sender: { id, isBot: false, isSelf: false },
    sentAt: receivedAt,
    type: Object.keys(Object(update)).find((key) => key !== "update_id") ?? "empty",
  };
}
