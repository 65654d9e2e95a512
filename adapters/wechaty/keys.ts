import { createHash } from "node:crypto";
import type { Receipt } from "../../bot/ports/adapter.ts";
import type { ReceivedMessage } from "./received-message.ts";

/** A chat as sends address it: `contact:ID` or `room:ID`, since the ids alone do not tell in every puppet. */
export type ChatId = `contact:${string}` | `room:${string}`;

/** Where an answer goes: the room, the one who wrote, or for our own lines the one they were written to. */
export function chatIdOf({ room, isSelf, listenerId, talker }: ReceivedMessage): ChatId {
  if (room) return `room:${room.id}`;
  return `contact:${isSelf ? (listenerId ?? talker.id) : talker.id}`;
}

/** The way back; undefined for what is no chat of this adapter. */
export function readChatId(chatId: string): { kind: "contact" | "room"; id: string } | undefined {
  const [, kind, id] = /^(contact|room):(.+)$/s.exec(chatId) ?? [];
  return id !== undefined && (kind === "contact" || kind === "room") ? { kind, id } : undefined;
}

/** `external_message_id` is the puppet's id of the message; one that other programs could not hold is hashed. */
export function messageKey(id: string): string {
  return /^\S{1,200}$/.test(id) ? id : `sha256:${createHash("sha256").update(id).digest("hex")}`;
}

/** wechaty loads each message before it tells of it, so two may come in the wrong order: their own time decides. */
export function receiptOf(message: ReceivedMessage): Receipt {
  return {
    externalId: messageKey(message.id),
    chat: chatIdOf(message),
    raw: JSON.stringify(message),
    position: new Date(message.sentAt).getTime(),
  };
}
