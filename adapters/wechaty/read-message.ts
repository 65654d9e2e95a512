import { z } from "zod";
import type { Clock } from "../../infra/clock.ts";
import { within } from "./errors.ts";
import { readCard } from "./read-card.ts";
import { maxNameLength, maxTextLength, ReceivedMessage } from "./received-message.ts";
import {
  messageTypes,
  officialAccount,
  type WechatyBot,
  type WechatyContact,
  type WechatyMessage,
} from "./wechaty-api.ts";

/** For what is asked of WeChat besides: until the receipt is stored a crash would lose the message. */
const askMs = 3_000;

/** A recall's text is the id of what was taken back. */
const hasText = new Set(["text", "recalled"]);

const MessagePayload = z.object({ mentionIdList: z.array(z.string()).optional(), filename: z.string().optional() });
const RoomPayload = z.object({ topic: z.string().optional() });

/**
 * Everything that is needed of a message, as plain JSON. Text messages, all but those in rooms that mention somebody,
 * are read without asking WeChat; what is asked for and does not come in three seconds is left out.
 * @throws ZodError when not even the ids make sense, or whatever wechaty throws for a message without payload.
 */
export async function readMessage(message: WechatyMessage, bot: WechatyBot, clock: Clock): Promise<ReceivedMessage> {
  const me = bot.currentUser;
  const talker = message.talker();
  const room = message.room();
  const listenerId = message.listener()?.id;
  const payload = MessagePayload.safeParse(message.payload).data;
  const topic = RoomPayload.safeParse(room?.payload).data?.topic;
  const type = messageTypes[message.type()] ?? `type-${message.type()}`;
  const arrivedAt = clock.now();
  const sentAt = instantOf(message, arrivedAt);
  const mentionIds = room && type === "text" ? await readMentions(message, payload?.mentionIdList) : [];
  const alias = room && mentionIds.includes(me.id) ? await orNothing(room.alias(me)) : undefined;
  const card = await orNothing(readCard(message, type, bot.puppet));

  return ReceivedMessage.parse({
    id: message.id,
    type,
    // Of other types it is the protocol's XML, which may be large and is read by nobody.
    text: hasText.has(type) ? textOf(message.text(), maxTextLength) : "",
    isSelf: message.self(),
    talker: { id: talker.id, name: textOf(talker.name(), maxNameLength), isOfficial: isOfficial(talker) },
    ...(listenerId && !room && { listenerId }),
    ...(room && { room: { id: room.id, ...(topic && { topic: textOf(topic, maxNameLength) }) } }),
    self: { id: me.id, names: [alias, me.name()].map((name) => textOf(name, maxNameLength)).filter(Boolean) },
    mentionIds,
    sentAt: sentAt.toISOString(),
    ageMs: arrivedAt.getTime() - sentAt.getTime(),
    ...(payload?.filename && { fileName: textOf(payload.filename, maxNameLength) }),
    ...(card && { card }),
  });
}

/** Some puppets name whom a message mentions; for the others wechaty looks the names of its text up among the members. */
async function readMentions(message: WechatyMessage, told: string[] | undefined): Promise<string[]> {
  if (told) return told;
  if (!message.text().includes("@")) return [];
  const found = await orNothing(message.mentionList());
  return (found ?? []).map((contact) => contact.id);
}

// A puppet that tells no time, or nonsense, must not cost the message.
function instantOf(message: WechatyMessage, fallback: Date): Date {
  const date = message.date();
  return Number.isNaN(date.getTime()) ? fallback : date;
}

/** wechaty passes on what the puppet gave, of whatever type and length. */
function textOf(value: unknown, maxLength: number): string {
  return typeof value === "string" ? value.slice(0, maxLength).toWellFormed() : "";
}

/** A contact whose payload could not be loaded has no type: it counts as a person. */
function isOfficial(contact: WechatyContact): boolean {
  return contact.payload !== undefined && contact.type() === officialAccount;
}

async function orNothing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await within(askMs, work);
  } catch {
    return undefined; // Left out, as the doc comment above says: the message counts more than its details.
  }
}
