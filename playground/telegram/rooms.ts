import type { Message } from "grammy/types";
import { BotApiError, badRequest, forbidden } from "./bot-api-error.ts";
import type { Person, Room, RoomMessage, World } from "./world.ts";

/** The chat by that id; refuses as Telegram does when there is none, or when it became another. */
export function roomOf(world: World, chatId: number): Room {
  const room = world.rooms.get(chatId);
  if (!room) throw badRequest("chat not found");
  if (room.migratedTo !== undefined) {
    throw new BotApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", {
      migrate_to_chat_id: room.migratedTo,
    });
  }
  return room;
}

/** The chat by that id, if the bot may write there. */
export function writableRoom(world: World, chatId: number): Room {
  const room = roomOf(world, chatId);
  if (room.chat.type === "private") checkPerson(personOf(world, chatId));
  else if (room.botStatus === "kicked") throw forbidden(`bot was kicked from the ${room.chat.type} chat`);
  else if (room.botStatus === "left") throw forbidden(`bot is not a member of the ${room.chat.type} chat`);
  return room;
}

/** The person by that id. @throws Error when nobody was added under it: a mistake of whoever drives the emulator. */
export function personOf(world: World, id: number): Person {
  const person = world.people.get(id);
  if (!person) throw new Error(`nobody with the id ${id} was added to the emulated Telegram`);
  return person;
}

/** A message that is still there. */
export function messageIn(room: Room, messageId: number): RoomMessage | undefined {
  const found = room.messages.get(messageId);
  return found?.isDeleted ? undefined : found;
}

/**
 * What a message carries when it is said in a topic. General is written to without a thread: 1 is refused, and so is
 * any thread in a chat without topics (tdlib/telegram-bot-api#447).
 */
export function threadFields(room: Room, threadId: number | undefined): Partial<Message> {
  if (threadId === undefined) return {};
  const topic = room.isForum ? room.topics.get(threadId) : undefined;
  if (!topic) throw badRequest("message thread not found");
  if (topic.isClosed) throw badRequest("TOPIC_CLOSED");
  return { message_thread_id: threadId, is_topic_message: true };
}

function checkPerson({ isDeactivated, hasBlocked, hasStarted }: Person): void {
  if (isDeactivated) throw forbidden("user is deactivated");
  if (hasBlocked) throw forbidden("bot was blocked by the user");
  if (!hasStarted) throw forbidden("bot can't initiate conversation with a user");
}
