import type { StoredReceipt } from "../../bot/ports/adapter.ts";
import type { InboundEvent, MessageEvent } from "../../bot/ports/inbound-event.ts";
import { chatIdOf, messageKey } from "./keys.ts";
import { readAttachment } from "./read-attachment.ts";
import { ReceivedMessage } from "./received-message.ts";

type EventBase = Pick<MessageEvent, "channelId" | "externalId" | "platform" | "chat" | "sender" | "sentAt">;

/** An account that comes back replays messages, some puppets under new ids: a day later nobody waits for an answer. */
const maxAgeMs = 24 * 3_600_000;

/** `/help me` or `／help me`; a second slash marks an internal note, which is a message. */
const commandLine = /^[/／]([\p{L}\p{N}][\p{L}\p{N}_-]*)(?:\s+([\s\S]*))?$/u;

/** The events of one stored message. Asks nobody: everything is in the receipt. */
export function parseReceipt(receipt: StoredReceipt, channelId: string): InboundEvent[] {
  const message = readStored(receipt.raw);
  if (!message) return [unreadable(receipt, channelId)];
  const base = baseOf(receipt, channelId, message);
  const reason = reasonToIgnore(message);
  return [reason === undefined ? eventOf(base, message) : { kind: "ignored", ...base, reason }];
}

function eventOf(base: EventBase, message: ReceivedMessage): InboundEvent {
  if (message.type === "text") return spoken(base, message);
  if (message.type === "recalled") return takenBack(base, message);
  const attachment = readAttachment(message);
  if (!attachment) return { kind: "unknown", ...base, type: message.type };
  // The text of such a message is the protocol's XML, never somebody's words.
  return said(base, message, { text: "", attachments: [attachment] });
}

function spoken(base: EventBase, message: ReceivedMessage): InboundEvent {
  const text = withoutOwnMention(message);
  const [, command, args = ""] = commandLine.exec(text.trim()) ?? [];
  if (!command || !isAddressed(message)) return said(base, message, { text, attachments: [] });
  const externalMessageId = messageKey(message.id);
  return { kind: "command", ...base, command: command.toLowerCase(), args: args.trim(), externalMessageId };
}

function said(
  base: EventBase,
  message: ReceivedMessage,
  content: Pick<MessageEvent, "text" | "attachments">,
): MessageEvent {
  const mentions = message.mentionIds.filter((id) => id !== message.self.id);
  return {
    kind: "message",
    ...base,
    externalMessageId: messageKey(message.id),
    ...content,
    addressed: isAddressed(message),
    ...(mentions.length > 0 && { mentions }),
  };
}

/** The text of a recall is the id of what was taken back (wechaty, Message.toRecalled); not every puppet keeps to it. */
function takenBack(base: EventBase, { type, text }: ReceivedMessage): InboundEvent {
  if (!/^\S{1,250}$/.test(text)) return { kind: "unknown", ...base, type };
  return { kind: "deleted", ...base, externalMessageId: messageKey(text) };
}

function reasonToIgnore({ isSelf, talker, ageMs, type }: ReceivedMessage): string | undefined {
  if (isSelf) return "own_message";
  if (talker.isOfficial) return "official_account";
  if (ageMs > maxAgeMs && type !== "recalled") return "older_than_a_day";
  return undefined;
}

const isAddressed = ({ room, mentionIds, self }: ReceivedMessage): boolean => !room || mentionIds.includes(self.id);

/** Clients put `@name` and a four-per-em space (wechaty, FOUR_PER_EM_SPACE); who types it by hand, any other. */
function withoutOwnMention({ room, text, self }: ReceivedMessage): string {
  if (!room) return text;
  const names = self.names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).filter((name) => name !== "");
  if (names.length === 0) return text;
  return text.replace(new RegExp(`@(?:${names.join("|")})(?:\\s|$)`, "gu"), "").trim();
}

function baseOf({ externalId, chat }: StoredReceipt, channelId: string, message: ReceivedMessage): EventBase {
  const { room, talker, isSelf, sentAt } = message;
  return {
    channelId,
    externalId,
    platform: "wechaty",
    chat: {
      key: chat,
      id: chatIdOf(message),
      kind: room ? "group" : "private",
      ...(room?.topic && { title: room.topic }),
    },
    sender: {
      id: talker.id,
      ...(talker.name && { displayName: talker.name }),
      isBot: talker.isOfficial,
      isSelf,
    },
    sentAt,
  };
}

/** A receipt that an earlier version stored must never stop the queue, whatever it holds. */
function readStored(raw: string): ReceivedMessage | undefined {
  try {
    return ReceivedMessage.safeParse(JSON.parse(raw)).data;
  } catch {
    return undefined; // Not JSON: the event then says so, as `unknown`.
  }
}

function unreadable({ externalId, chat, receivedAt }: StoredReceipt, channelId: string): InboundEvent {
  return {
    kind: "unknown",
    channelId,
    externalId,
    platform: "wechaty",
    chat: { key: chat, id: chat, kind: chat.startsWith("room:") ? "group" : "private" },
    sender: { id: chat, isBot: false, isSelf: false },
    sentAt: receivedAt,
    type: "receipt",
  };
}
