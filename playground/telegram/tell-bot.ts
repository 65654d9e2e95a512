import type { CallbackQuery, Message, User } from "grammy/types";
import type { Emulation } from "./emulation.ts";
import type { Room } from "./world.ts";
import { unixSeconds } from "./world.ts";

/** tdlib/telegram-bot-api: messages are delivered for a day (Client.cpp), presses for 150 s (Client.cpp add_update). */
const messageLifetimeMs = 24 * 60 * 60 * 1_000;
const pressLifetimeMs = 150 * 1_000;

/** Tells the bot of a message, if it may see it. */
export function announce(
  { world, updates }: Emulation,
  room: Room,
  kind: "message" | "edited_message",
  message: Message,
): void {
  if (!isVisible(room, message, world.bot.id, world.bot.username)) return;
  // The cast: who comes here made the message of the kind that it is announced as.
  updates.add(kind, message as never, { queue: `chat:${room.chat.id}`, lifetimeMs: messageLifetimeMs });
}

/** Presses have a queue of their own, by person: one may overtake a message of the same chat. */
export function announcePress(
  { updates }: Emulation,
  query: Pick<CallbackQuery, "id" | "from" | "message" | "data">,
): void {
  const chatInstance = `-${query.from.id}`;
  updates.add("callback_query", { ...query, chat_instance: chatInstance } as CallbackQuery, {
    queue: `person:${query.from.id}`,
    lifetimeMs: pressLifetimeMs,
  });
}

/** Tells the bot that a person blocked or unblocked it. */
export function announceMembership(
  { world, updates }: Emulation,
  from: User,
  before: "member" | "kicked",
  after: "member" | "kicked",
): void {
  const room = world.rooms.get(from.id);
  if (!room) return;
  const member = (status: "member" | "kicked") => ({
    user: { id: world.bot.id, is_bot: true, first_name: world.bot.first_name, username: world.bot.username },
    status,
    ...(status === "kicked" && { until_date: 0 }),
  });
  updates.add(
    "my_chat_member",
    {
      chat: room.chat,
      from,
      date: unixSeconds(world),
      old_chat_member: member(before),
      new_chat_member: member(after),
      // The cast: the optional until_date belongs to exactly the status that has it.
    } as never,
    { queue: `members:${from.id}`, lifetimeMs: messageLifetimeMs },
  );
}

/** Privacy mode: in a group a bot that is no administrator sees commands, answers to it and its own name. */
function isVisible(room: Room, message: Message, botId: number, botName: string): boolean {
  if (room.chat.type === "private") return true;
  if (room.botStatus === "left" || room.botStatus === "kicked") return false;
  if (room.botStatus === "administrator" || message.from?.id === botId) return true;
  if (message.reply_to_message?.from?.id === botId) return true;
  const text = message.text ?? message.caption ?? "";
  return (message.entities ?? message.caption_entities ?? []).some(
    ({ type, offset, length }) =>
      (type === "bot_command" && offset === 0) ||
      (type === "mention" && text.slice(offset, offset + length).toLowerCase() === `@${botName}`.toLowerCase()),
  );
}
