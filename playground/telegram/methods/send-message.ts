import type { InlineKeyboardMarkup, Message } from "grammy/types";
import { z } from "zod";
import { badRequest } from "../bot-api-error.ts";
import { checkKeyboard } from "../check-keyboard.ts";
import { checkMessageText } from "../check-text.ts";
import type { Emulation, Method } from "../emulation.ts";
import { entities, integer, keyboard, read, replyParameters } from "../params.ts";
import { messageIn, threadFields, writableRoom } from "../rooms.ts";
import { nextMessageId, type Room, say, unixSeconds, type World } from "../world.ts";

/** What every `send…` method takes. */
export const placement = z.object({
  chat_id: integer,
  message_thread_id: integer.optional(),
  reply_parameters: replyParameters.optional(),
  reply_markup: keyboard.optional(),
  parse_mode: z.never("is not emulated: send entities").optional(),
});

const schema = placement.extend({ text: z.string().default(""), entities: entities.optional() });

export const sendMessage: Method = ({ params }, { world }) => {
  const call = read(schema, params);
  const room = writableRoom(world, call.chat_id);
  const { text, entities } = checkMessageText(call.text, call.entities);
  return sayAsBot(world, room, call, { text, ...(entities.length > 0 && { entities }) });
};

/** Puts a message of the bot into a chat, with all that may hang on it. */
export function sayAsBot(
  world: Emulation["world"],
  room: Room,
  call: z.infer<typeof placement>,
  content: Partial<Message>,
  uploadName?: string,
): Message {
  const markup = checkKeyboard(call.reply_markup);
  const thread = threadFields(room, call.message_thread_id);
  const message: Message = {
    message_id: nextMessageId(room),
    from: botUser(world),
    chat: room.chat,
    date: unixSeconds(world),
    ...thread,
    ...answered(room, call),
    ...content,
    ...withMarkup(markup),
  };
  return say(world, room, message, uploadName);
}

/** The bot as the sender of a message: `getMe` tells more than messages do. */
export function botUser({ bot }: World): NonNullable<Message["from"]> {
  return { id: bot.id, is_bot: true, first_name: bot.first_name, username: bot.username };
}

/** The buttons, where there are any. */
export function withMarkup(markup: InlineKeyboardMarkup | undefined): Partial<Message> {
  return markup ? { reply_markup: markup } : {};
}

function answered(
  room: Room,
  { reply_parameters: reply, message_thread_id: thread }: z.infer<typeof placement>,
): Partial<Message> {
  const target = reply && messageIn(room, reply.message_id);
  if (reply && !target && !reply.allow_sending_without_reply) throw badRequest("message to be replied not found");
  // What is said in a topic answers the topic's first message when it answers nothing else.
  const message = target?.message ?? (thread === undefined ? undefined : room.messages.get(thread)?.message);
  if (!message) return {};
  const { reply_to_message: _deeper, ...flat } = message;
  // The cast: a message that is answered is shown without the one that it answers itself.
  return { reply_to_message: flat as NonNullable<Message["reply_to_message"]> };
}
