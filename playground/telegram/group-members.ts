import type { Message } from "grammy/types";
import type { Emulation } from "./emulation.ts";
import { personOf } from "./rooms.ts";
import { announce } from "./tell-bot.ts";
import { nextMessageId, type Room, say, unixSeconds } from "./world.ts";

const memberLifetimeMs = 24 * 60 * 60 * 1_000;

/**
 * Lets a person come into a group, or be out of it: the group sees Telegram's remark, and the bot is told of the change of
 * membership where it is an administrator (Bot API, Update: chat_member).
 */
export function changeMember(
  emulation: Emulation,
  room: Room,
  { person, by, isIn }: { person: number; by: number; isIn: boolean },
): void {
  const { world } = emulation;
  if (room.members.has(person) === isIn)
    throw new Error(`${person} is ${isIn ? "" : "not "}in ${room.chat.id} already`);
  if (isIn) room.members.add(person);
  else room.members.delete(person);
  const user = personOf(world, person).user;
  const remark: Message = {
    message_id: nextMessageId(room),
    from: personOf(world, by).user,
    chat: room.chat,
    date: unixSeconds(world),
    ...(isIn ? { new_chat_members: [user] } : { left_chat_member: user }),
    // The cast: the union of messages is told apart by fields that TypeScript does not follow through the spread.
  } as Message;
  say(world, room, remark);
  announce(emulation, room, "message", remark);
  if (room.botStatus !== "administrator") return;
  const outside = person === by ? { status: "left", user } : { status: "kicked", user, until_date: 0 };
  const inside = { status: "member", user };
  const [old, current] = isIn ? [{ status: "left", user }, inside] : [inside, outside];
  emulation.updates.add(
    "chat_member",
    // The cast: the members above are among those that the Bot API lists.
    {
      chat: room.chat,
      from: personOf(world, by).user,
      date: unixSeconds(world),
      old_chat_member: old,
      new_chat_member: current,
    } as never,
    { queue: `members:${room.chat.id}`, lifetimeMs: memberLifetimeMs },
  );
}
