import { z } from "zod";
import { badRequest } from "../bot-api-error.ts";
import type { Emulation, Method } from "../emulation.ts";
import { integer, read } from "../params.ts";
import { writableRoom } from "../rooms.ts";
import { announce } from "../tell-bot.ts";
import { nextMessageId, type Room, say, type Topic, unixSeconds, type World } from "../world.ts";
import { botUser } from "./send-message.ts";

/** Bot API, createForumTopic: icon_color. */
const iconColor = 7_322_096;
const name = z.string().min(1, "TOPIC_TITLE_EMPTY").max(128);
const target = z.object({ chat_id: integer, message_thread_id: integer });

export const createForumTopic: Method = ({ params }, emulation) => {
  const { world } = emulation;
  const call = read(z.object({ chat_id: integer, name }), params);
  const room = forumOf(world, call.chat_id);
  const threadId = openTopic(world, room, call.name);
  // Unlike other messages of its own, topics that it opened are reported to a bot (Client.cpp, need_skip_update_message).
  const opened = room.messages.get(threadId);
  if (opened) announce(emulation, room, "message", opened.message);
  return { message_thread_id: threadId, name: call.name, icon_color: iconColor };
};

export const editForumTopic: Method = ({ params }, { world }) => {
  const call = read(target.extend({ name: name.optional() }), params);
  const { topic } = topicOf(world, call);
  if (call.name === undefined || call.name === topic.name) throw badRequest("TOPIC_NOT_MODIFIED");
  topic.name = call.name;
  return true;
};

export const closeForumTopic: Method = ({ params }, emulation) => setClosed(params, emulation, true);
export const reopenForumTopic: Method = ({ params }, emulation) => setClosed(params, emulation, false);

export const deleteForumTopic: Method = ({ params }, { world }) => {
  const call = read(target, params);
  removeTopic(topicOf(world, call).room, call.message_thread_id);
  return true;
};

/** Opens a topic. Its first message is a service message, whose id is the topic's. */
export function openTopic(world: World, room: Room, title: string, by = botUser(world)): number {
  const threadId = nextMessageId(room);
  room.topics.set(threadId, { name: title, isClosed: false });
  say(world, room, {
    message_id: threadId,
    from: by,
    chat: room.chat,
    date: unixSeconds(world),
    message_thread_id: threadId,
    is_topic_message: true,
    forum_topic_created: { name: title, icon_color: iconColor },
  });
  return threadId;
}

/** Removes a topic with everything said in it. */
export function removeTopic(room: Room, threadId: number): void {
  room.topics.delete(threadId);
  for (const said of room.messages.values()) {
    if (said.message.message_thread_id === threadId) said.isDeleted = true;
  }
}

function setClosed(params: Record<string, unknown>, { world }: Emulation, isClosed: boolean): true {
  const { topic } = topicOf(world, read(target, params));
  if (topic.isClosed === isClosed) throw badRequest("TOPIC_NOT_MODIFIED");
  topic.isClosed = isClosed;
  return true;
}

function topicOf(world: World, { chat_id, message_thread_id }: z.infer<typeof target>): { room: Room; topic: Topic } {
  const room = forumOf(world, chat_id);
  const topic = room.topics.get(message_thread_id);
  if (!topic) throw badRequest("TOPIC_ID_INVALID");
  return { room, topic };
}

function forumOf(world: World, chatId: number): Room {
  const room = writableRoom(world, chatId);
  if (!room.isForum) throw badRequest("the chat is not a forum");
  if (room.botStatus !== "administrator" || !room.canManageTopics)
    throw badRequest("not enough rights to create a topic");
  return room;
}
