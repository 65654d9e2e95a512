import type { User } from "grammy/types";
import { z } from "zod";
import { badRequest } from "../bot-api-error.ts";
import type { Method } from "../emulation.ts";
import { integer, read } from "../params.ts";
import { roomOf } from "../rooms.ts";
import type { Room, World } from "../world.ts";
import { botUser } from "./send-message.ts";

export const getMe: Method = (_call, { world }) => world.bot;

export const getChat: Method = ({ params }, { world }) => {
  const { chat_id } = read(z.object({ chat_id: integer }), params);
  const { chat } = roomOf(world, chat_id);
  return { ...chat, accent_color_id: 0, max_reaction_count: 11, accepted_gift_types: noGifts };
};

export const getChatMember: Method = ({ params }, { world }) => {
  const { chat_id, user_id } = read(z.object({ chat_id: integer, user_id: integer }), params);
  const room = roomOf(world, chat_id);
  if (user_id === world.bot.id) return botMember(world, room);
  const person = world.people.get(user_id);
  if (!person) throw badRequest("PARTICIPANT_ID_INVALID");
  if (room.owner === user_id) return ownerOf(person.user);
  return { status: room.members.has(user_id) ? "member" : "left", user: person.user };
};

/** Bots count, too; a private chat has two. */
export const getChatMemberCount: Method = ({ params }, { world }) => {
  const room = roomOf(world, read(z.object({ chat_id: integer }), params).chat_id);
  if (room.chat.type === "private") return 2;
  return room.members.size + (["administrator", "member"].includes(room.botStatus) ? 1 : 0);
};

/** The administrators that are people: other bots are never among them, the asking one neither. */
export const getChatAdministrators: Method = ({ params }, { world }) => {
  const { chat, owner } = roomOf(world, read(z.object({ chat_id: integer }), params).chat_id);
  if (chat.type === "private") throw badRequest("there are no administrators in the private chat");
  const person = owner === undefined ? undefined : world.people.get(owner);
  return person ? [ownerOf(person.user)] : [];
};

const ownerOf = (user: User) => ({ status: "creator", user, is_anonymous: false }) as const;

/** The bot as a member, with the rights that an administrator is asked about. */
export function botMember(world: World, { botStatus, canManageTopics }: Room) {
  const user = botUser(world);
  if (botStatus === "kicked") return { status: "kicked", user, until_date: 0 } as const;
  if (botStatus !== "administrator") return { status: botStatus, user };
  return {
    status: botStatus,
    user,
    can_be_edited: false,
    is_anonymous: false,
    can_manage_chat: true,
    can_delete_messages: true,
    can_manage_video_chats: false,
    can_restrict_members: false,
    can_promote_members: false,
    can_change_info: false,
    can_invite_users: true,
    can_post_stories: false,
    can_edit_stories: false,
    can_delete_stories: false,
    can_pin_messages: true,
    can_manage_topics: canManageTopics,
    can_send_welcome_messages: false,
  };
}

const noGifts = {
  unlimited_gifts: false,
  limited_gifts: false,
  unique_gifts: false,
  premium_subscription: false,
  gifts_from_channels: false,
};
