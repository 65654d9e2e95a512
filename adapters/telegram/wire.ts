import { z } from "zod";

/**
 * What is read of an update, as far as `parse` relies on it (Bot API, "Update", "Message", "CallbackQuery",
 * "ChatMemberUpdated"). Everything else passes through. An update that does not fit is kept and read as `unknown`.
 */

const user = z.looseObject({
  id: z.int(),
  is_bot: z.boolean(),
  first_name: z.string(),
  last_name: z.string().optional(),
  username: z.string().optional(),
  language_code: z.string().optional(),
});

const chat = z.looseObject({ id: z.int(), type: z.string(), title: z.string().optional() });

const entity = z.looseObject({
  type: z.string(),
  offset: z.int().nonnegative(),
  length: z.int().nonnegative(),
  user: user.optional(),
});

const file = z.looseObject({
  file_id: z.string(),
  file_unique_id: z.string(),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
  file_size: z.number().optional(),
});

const coordinates = z.looseObject({ latitude: z.number(), longitude: z.number() });

/** Seconds since 1970, within what a Date can hold. */
const instant = z.int().nonnegative().max(8.64e12);

const reference = z.looseObject({ message_id: z.int(), chat, from: user.optional() });

const message = z.looseObject({
  message_id: z.int(),
  date: instant,
  edit_date: instant.optional(),
  chat,
  from: user.optional(),
  sender_chat: chat.optional(),
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
  reply_to_message: reference.optional(),
  text: z.string().optional(),
  entities: z.array(entity).optional(),
  caption: z.string().optional(),
  caption_entities: z.array(entity).optional(),
  media_group_id: z.string().optional(),
  photo: z.array(file).min(1).optional(),
  voice: file.optional(),
  audio: file.optional(),
  video: file.optional(),
  video_note: file.optional(),
  animation: file.optional(),
  document: file.optional(),
  sticker: file.optional(),
  location: coordinates.optional(),
  venue: z.looseObject({ location: coordinates, title: z.string(), address: z.string() }).optional(),
  contact: z.looseObject({ phone_number: z.string(), first_name: z.string() }).optional(),
  dice: z.looseObject({ emoji: z.string(), value: z.number() }).optional(),
  poll: z.looseObject({ question: z.string(), options: z.array(z.looseObject({ text: z.string() })) }).optional(),
  new_chat_members: z.array(user).optional(),
  left_chat_member: user.optional(),
  forum_topic_created: z.looseObject({ name: z.string() }).optional(),
});

const callbackQuery = z.looseObject({
  id: z.string(),
  from: user,
  // Date 0 is that of a message which the bot can no longer see (InaccessibleMessage).
  message: z.looseObject({ message_id: z.int(), chat, date: instant }).optional(),
  data: z.string().optional(),
});

const member = z.looseObject({ status: z.string(), user, is_member: z.boolean().optional() });

const otherMemberChange = z.looseObject({
  chat,
  from: user,
  date: instant,
  old_chat_member: member,
  new_chat_member: member,
});

const memberChange = z.looseObject({
  chat,
  from: user,
  date: instant,
  old_chat_member: z.looseObject({ status: z.string() }),
  new_chat_member: z.looseObject({ status: z.string() }),
});

const reaction = z.looseObject({ chat, message_id: z.int(), date: instant, user: user.optional() });

export const updateSchema = z.looseObject({
  update_id: z.int().nonnegative(),
  message: message.optional(),
  edited_message: message.optional(),
  callback_query: callbackQuery.optional(),
  my_chat_member: memberChange.optional(),
  chat_member: otherMemberChange.optional(),
  message_reaction: reaction.optional(),
});
