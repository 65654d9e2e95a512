import type { Chat, Message, User } from "grammy/types";
import { detectEntities } from "./detect-entities.ts";
import type { Emulation } from "./emulation.ts";
import { changeMember } from "./group-members.ts";
import { botMember } from "./methods/chats.ts";
import { botUser } from "./methods/send-message.ts";
import { openTopic, removeTopic } from "./methods/topics.ts";
import { type Content, contentFields } from "./people-content.ts";
import { messageIn, personOf, threadFields } from "./rooms.ts";
import { announce, announceMembership, announcePress } from "./tell-bot.ts";
import { nextMessageId, type Room, say, unixSeconds, type World } from "./world.ts";

export interface NewPerson {
  id?: number;
  firstName: string;
  lastName?: string;
  username?: string;
  languageCode?: string;
  /** Whether they wrote to the bot before; without it the bot cannot write to them. Default true. */
  hasStarted?: boolean;
}

export interface NewGroup {
  id?: number;
  title: string;
  /** A supergroup with topics. */
  isForum?: boolean;
  members: number[];
  /** One of the members. */
  owner?: number;
  /** A public group's name, by which anybody finds and reads it. */
  username?: string;
  /** Default: administrator with the right to manage topics. */
  bot?: "administrator" | "member" | "left";
  canManageTopics?: boolean;
}

export interface PostOptions {
  threadId?: number;
  /** Id of the message that is answered. */
  replyTo?: number;
  /** Messages of one album share it. */
  album?: string;
  isForwarded?: boolean;
}

/** What people do on Telegram; each of it changes what everybody sees, and tells the bot what Telegram would tell it. */
export interface People {
  addPerson(person: NewPerson): User;
  addGroup(group: NewGroup): Chat;
  /** Says something in a chat: in private ones `chatId` is the person's own id. */
  post(from: number, chatId: number, content: Content | string, options?: PostOptions): Message;
  /** Writes another text, or caption, over one's own message, or puts other content in its place. */
  edit(from: number, chatId: number, messageId: number, content: Content | string): Message;
  /** Presses a button of a message by its data. Returns the query's id. */
  press(from: number, chatId: number, messageId: number, data: string): string;
  block(personId: number): void;
  unblock(personId: number): void;
  deactivate(personId: number): void;
  openTopic(from: number, chatId: number, name: string): number;
  closeTopic(chatId: number, threadId: number): void;
  /** Removes a topic with everything said in it. */
  deleteTopic(chatId: number, threadId: number): void;
  removeBot(from: number, chatId: number): void;
  /** Comes into a group, through a link or because somebody there adds them. */
  joinGroup(person: number, chatId: number, by?: number): void;
  /** Leaves a group, or is taken out of it by somebody else. */
  leaveGroup(person: number, chatId: number, by?: number): void;
  /** Turns a group into a supergroup, which has another id. */
  migrate(chatId: number): number;
  /** Adds the bot to a group in which it is not yet. */
  addBot(from: number, chatId: number): void;
}

export function createPeople(emulation: Emulation): People {
  const { world } = emulation;
  let presses = world.idsFrom;

  return {
    addPerson: (person) => {
      const user = userOf(world, person);
      const isKnown = person.hasStarted ?? true;
      world.people.set(user.id, { user, hasStarted: isKnown, hasBlocked: false, isDeactivated: false });
      const { is_bot: _bot, language_code: _language, ...names } = user;
      world.rooms.set(user.id, newRoom(world, { ...names, type: "private" }));
      return user;
    },

    addGroup: ({ id, title, isForum = false, members, bot = "administrator", canManageTopics = true, ...more }) => {
      const named = more.username === undefined ? {} : { username: more.username };
      const chat: Chat = isForum
        ? { id: id ?? -1_001_000_000_000 - world.rooms.size, type: "supergroup", title, is_forum: true, ...named }
        : { id: id ?? -4_000_000 - world.rooms.size, type: "group", title };
      world.rooms.set(chat.id, {
        ...newRoom(world, chat),
        isForum,
        members: new Set(members),
        ...(more.owner === undefined ? {} : { owner: more.owner }),
        botStatus: bot,
        canManageTopics,
      });
      return chat;
    },

    post: (from, chatId, content, options = {}) => {
      const person = personOf(world, from);
      const room = existingRoom(world, chatId);
      // Whoever writes to a bot in private has started it.
      if (room.chat.type === "private") person.hasStarted = true;
      const message: Message = {
        message_id: nextMessageId(room),
        from: person.user,
        chat: room.chat,
        date: unixSeconds(world),
        ...threadFields(room, options.threadId),
        ...replyFields(room, options),
        ...(options.isForwarded && { forward_origin: forwardOrigin(world) }),
        ...(options.album !== undefined && { media_group_id: options.album }),
        ...contentFields(world, typeof content === "string" ? { text: content } : content),
      };
      say(world, room, message);
      announce(emulation, room, "message", message);
      return message;
    },

    edit: (from, chatId, messageId, content) => {
      const room = existingRoom(world, chatId);
      const said = messageIn(room, messageId);
      if (said?.message.from?.id !== from) throw new Error(`${from} has no message ${messageId} to edit in ${chatId}`);
      said.message = { ...said.message, ...newFields(world, said.message, content), edit_date: unixSeconds(world) };
      said.isEdited = true;
      world.changes.emit("change", { type: "edited", chatId, message: said.message });
      announce(emulation, room, "edited_message", said.message);
      return said.message;
    },

    press: (from, chatId, messageId, data) => {
      const room = existingRoom(world, chatId);
      const said = messageIn(room, messageId);
      const buttons = said?.message.reply_markup?.inline_keyboard.flat() ?? [];
      if (!said || !buttons.some((button) => "callback_data" in button && button.callback_data === data)) {
        throw new Error(`message ${messageId} in ${chatId} has no such button`);
      }
      const queryId = `42794${String(++presses).padStart(14, "0")}`;
      world.presses.set(queryId, { personId: from, isAnswered: false });
      announcePress(emulation, { id: queryId, from: personOf(world, from).user, message: said.message, data });
      return queryId;
    },

    block: (personId) => {
      personOf(world, personId).hasBlocked = true;
      announceMembership(emulation, personOf(world, personId).user, "member", "kicked");
    },

    unblock: (personId) => {
      personOf(world, personId).hasBlocked = false;
      announceMembership(emulation, personOf(world, personId).user, "kicked", "member");
    },

    deactivate: (personId) => {
      personOf(world, personId).isDeactivated = true;
    },

    openTopic: (from, chatId, name) => {
      const room = existingRoom(world, chatId);
      const threadId = openTopic(world, room, name, personOf(world, from).user);
      const opened = room.messages.get(threadId);
      if (opened) announce(emulation, room, "message", opened.message);
      return threadId;
    },

    closeTopic: (chatId, threadId) => {
      const topic = existingRoom(world, chatId).topics.get(threadId);
      if (topic) topic.isClosed = true;
    },

    deleteTopic: (chatId, threadId) => removeTopic(existingRoom(world, chatId), threadId),

    removeBot: (from, chatId) => {
      const room = existingRoom(world, chatId);
      const old = botMember(world, room);
      room.botStatus = "kicked";
      const change = { chat: room.chat, from: personOf(world, from).user, date: unixSeconds(world) };
      emulation.updates.add(
        "my_chat_member",
        // The casts: `botMember` gives one of the members that the Bot API lists.
        { ...change, old_chat_member: old, new_chat_member: botMember(world, room) } as never,
        { queue: `members:${chatId}`, lifetimeMs: 24 * 60 * 60 * 1_000 },
      );
    },

    joinGroup: (person, chatId, by = person) =>
      changeMember(emulation, existingRoom(world, chatId), { person, by, isIn: true }),

    leaveGroup: (person, chatId, by = person) =>
      changeMember(emulation, existingRoom(world, chatId), { person, by, isIn: false }),

    addBot: (from, chatId) => {
      const room = existingRoom(world, chatId);
      room.botStatus = "kicked";
      const old = botMember(world, room);
      room.botStatus = "member";
      const change = { chat: room.chat, from: personOf(world, from).user, date: unixSeconds(world) };
      emulation.updates.add(
        "my_chat_member",
        // The casts: `botMember` gives one of the members that the Bot API lists.
        { ...change, old_chat_member: old, new_chat_member: botMember(world, room) } as never,
        { queue: `members:${chatId}`, lifetimeMs: 24 * 60 * 60 * 1_000 },
      );
    },

    migrate: (chatId) => {
      const room = existingRoom(world, chatId);
      const newId = -1_001_500_000_000 - world.rooms.size;
      const chat: Chat = { id: newId, type: "supergroup", title: room.chat.title ?? "" };
      const successor: Room = { ...newRoom(world, chat), members: room.members, botStatus: room.botStatus };
      world.rooms.set(newId, successor);
      const service = (target: Room, field: Partial<Message>) =>
        announce(
          emulation,
          target,
          "message",
          say(world, target, {
            message_id: nextMessageId(target),
            from: botUser(world),
            chat: target.chat,
            date: unixSeconds(world),
            ...field,
          }),
        );
      service(room, { migrate_to_chat_id: newId });
      service(successor, { migrate_from_chat_id: chatId });
      room.migratedTo = newId;
      return newId;
    },
  };
}

function userOf(world: World, { id, firstName, lastName, username, languageCode }: NewPerson): User {
  return {
    id: id ?? 5_000_000_001 + world.people.size,
    is_bot: false,
    first_name: firstName,
    ...(lastName !== undefined && { last_name: lastName }),
    ...(username !== undefined && { username }),
    ...(languageCode !== undefined && { language_code: languageCode }),
  };
}

function newRoom({ idsFrom }: World, chat: Chat): Room {
  return {
    chat,
    isForum: false,
    topics: new Map(),
    members: new Set(),
    botStatus: "member",
    canManageTopics: false,
    idsFrom,
    messages: new Map(),
  };
}

function existingRoom(world: World, chatId: number): Room {
  const room = world.rooms.get(chatId);
  if (!room) throw new Error(`no chat ${chatId} was added to the emulated Telegram`);
  return room;
}

/** In a topic everything answers the topic's first message, unless it answers another. */
function replyFields(room: Room, { replyTo, threadId }: PostOptions): Partial<Message> {
  const answered = replyTo ?? threadId;
  const target = answered === undefined ? undefined : messageIn(room, answered);
  if (!target) return {};
  const { reply_to_message: _deeper, ...flat } = target.message;
  const thread =
    threadId === undefined && room.chat.type === "supergroup" ? { message_thread_id: flat.message_id } : {};
  return { ...thread, reply_to_message: flat as NonNullable<Message["reply_to_message"]> };
}

function newFields(world: World, { text }: Message, content: Content | string): Partial<Message> {
  if (typeof content !== "string") return contentFields(world, content);
  return text === undefined ? { caption: content } : { text: content, entities: detectEntities(content) };
}

function forwardOrigin(world: World): NonNullable<Message["forward_origin"]> {
  return { type: "hidden_user", sender_user_name: "Somebody", date: unixSeconds(world) };
}
