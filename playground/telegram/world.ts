import { EventEmitter } from "node:events";
import type { BotCommand, Chat, Message, User, UserFromGetMe } from "grammy/types";

/** Somebody with a Telegram account; their private chat with the bot has their id. */
export interface Person {
  user: User;
  /** A bot can only write to people who wrote to it first. */
  hasStarted: boolean;
  hasBlocked: boolean;
  isDeactivated: boolean;
}

export interface Topic {
  name: string;
  isClosed: boolean;
}

export type BotStatus = "administrator" | "member" | "left" | "kicked";

/** One chat and all that was said in it. */
export interface Room {
  chat: Chat;
  isForum: boolean;
  /** By `message_thread_id`; General is not among them, since it has none. */
  topics: Map<number, Topic>;
  /** Ids of the people in a group. */
  members: Set<number>;
  /** Who made the group; absent: nobody that the tests ask about. */
  owner?: number;
  botStatus: BotStatus;
  canManageTopics: boolean;
  /** Message ids count from above this one. */
  idsFrom: number;
  /** By message id, in the order they were said. Removed ones stay, marked. */
  messages: Map<number, RoomMessage>;
  /** The supergroup that this group became. */
  migratedTo?: number;
}

export interface RoomMessage {
  message: Message;
  isEdited: boolean;
  isDeleted: boolean;
  /** The name a file was uploaded under: Telegram itself forgets that of photos. */
  uploadName?: string;
}

export interface StoredFile {
  fileId: string;
  path: string;
  bytes: Uint8Array;
}

/** Something changed that a person looking at the chat would see. */
export type Change =
  | { type: "message" | "edited" | "deleted"; chatId: number; message: Message }
  /** The answer to a pressed button, shown for a moment to the one who pressed. */
  | { type: "notice"; queryId: string; personId: number; text: string };

/** All that the emulated Telegram knows. */
export interface World {
  bot: UserFromGetMe;
  people: Map<number, Person>;
  rooms: Map<number, Room>;
  files: Map<string, StoredFile>;
  /** Message ids and file numbers count from above this one. */
  idsFrom: number;
  nextFileNumber: number;
  /** Presses that wait for `answerCallbackQuery`: query id -> who pressed. */
  presses: Map<string, { personId: number; isAnswered: boolean }>;
  /** `setMyCommands`: scope and language as JSON -> list. */
  commands: Map<string, BotCommand[]>;
  changes: EventEmitter<{ change: [Change] }>;
  now: () => Date;
}

export function createWorld(bot: UserFromGetMe, now: () => Date, idsFrom: number): World {
  // As many pages may watch as like to.
  const changes: World["changes"] = new EventEmitter();
  changes.setMaxListeners(0);
  return {
    bot,
    people: new Map(),
    rooms: new Map(),
    files: new Map(),
    idsFrom,
    nextFileNumber: idsFrom + 1,
    presses: new Map(),
    commands: new Map(),
    changes,
    now,
  };
}

/** Telegram's clock: whole seconds. */
export const unixSeconds = (world: World): number => Math.floor(world.now().getTime() / 1_000);

/**
 * The next free id of a chat: message ids count from 1 in each, so they are unique only inside it. A supergroup begins
 * with a remark about its own creation; that is why 1 stands for the General topic and is never another topic's id.
 */
export function nextMessageId({ chat, idsFrom, messages }: Room): number {
  return idsFrom + messages.size + (chat.type === "supergroup" ? 2 : 1);
}

/** Puts a message into its chat, for everybody there to see. */
export function say(world: World, room: Room, message: Message, uploadName?: string): Message {
  const said: RoomMessage = {
    message,
    isEdited: false,
    isDeleted: false,
    ...(uploadName !== undefined && { uploadName }),
  };
  room.messages.set(message.message_id, said);
  world.changes.emit("change", { type: "message", chatId: room.chat.id, message });
  return message;
}

/** Keeps bytes under a file id, as an upload does. The same id again replaces them. */
export function keepFile(world: World, folder: string, name: string, bytes: Uint8Array, fileId?: string): StoredFile {
  const number = world.nextFileNumber++;
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? "";
  const file: StoredFile = {
    fileId: fileId ?? `BQACAgUAAxkBAAM${String(number).padStart(12, "0")}`,
    path: `${folder}/file_${number}${extension}`,
    bytes,
  };
  world.files.set(file.fileId, file);
  return file;
}
