import type { Message } from "grammy/types";
import { z } from "zod";
import { badRequest } from "../bot-api-error.ts";
import { checkKeyboard } from "../check-keyboard.ts";
import { type CheckedText, checkCaption, checkMessageText } from "../check-text.ts";
import type { Method } from "../emulation.ts";
import { entities, integer, keyboard, read } from "../params.ts";
import { messageIn, roomOf, writableRoom } from "../rooms.ts";
import { type RoomMessage, unixSeconds, type World } from "../world.ts";
import { withMarkup } from "./send-message.ts";

const target = z.object({ chat_id: integer, message_id: integer, reply_markup: keyboard.optional() });
const textEdit = target.extend({ text: z.string().default(""), entities: entities.optional() });
const captionEdit = target.extend({ caption: z.string().default(""), caption_entities: entities.optional() });

export const editMessageText: Method = ({ params }, { world }) => {
  const call = read(textEdit, params);
  const checked = checkMessageText(call.text, call.entities);
  return edit(world, call, ({ message }) => {
    if (message.text === undefined) throw badRequest("there is no text in the message to edit");
    return { text: checked.text, ...listed("entities", checked) };
  });
};

export const editMessageCaption: Method = ({ params }, { world }) => {
  const call = read(captionEdit, params);
  const checked = checkCaption(call.caption, call.caption_entities);
  return edit(world, call, ({ message }) => {
    if (message.photo === undefined && message.document === undefined) {
      throw badRequest("there is no caption in the message to edit");
    }
    return { ...(checked.text !== "" && { caption: checked.text }), ...listed("caption_entities", checked) };
  });
};

export const deleteMessage: Method = ({ params }, { world }) => {
  const call = read(z.object({ chat_id: integer, message_id: integer }), params);
  const room = roomOf(world, call.chat_id);
  const found = messageIn(room, call.message_id);
  if (!found) throw badRequest("message to delete not found");
  const isOld = unixSeconds(world) - found.message.date > 48 * 60 * 60;
  if (isOld) throw badRequest("message can't be deleted for everyone");
  found.isDeleted = true;
  world.changes.emit("change", { type: "deleted", chatId: room.chat.id, message: found.message });
  return true;
};

function edit(
  world: World,
  call: z.infer<typeof target>,
  contentFor: (found: RoomMessage) => Partial<Message>,
): Message {
  const room = writableRoom(world, call.chat_id);
  const found = messageIn(room, call.message_id);
  if (!found) throw badRequest("message to edit not found");
  if (found.message.from?.id !== world.bot.id) throw badRequest("message can't be edited");

  const content = contentFor(found);
  const { text, entities, caption, caption_entities, reply_markup, edit_date, ...kept } = found.message;
  const fresh = { ...content, ...withMarkup(checkKeyboard(call.reply_markup)) };
  if (shownContent(found.message) === shownContent(fresh)) {
    throw badRequest(
      "message is not modified: specified new message content and reply markup are exactly the same as a current " +
        "content and reply markup of the message",
    );
  }
  found.message = { ...kept, ...fresh, edit_date: unixSeconds(world) };
  found.isEdited = true;
  world.changes.emit("change", { type: "edited", chatId: room.chat.id, message: found.message });
  return found.message;
}

function listed(name: "entities" | "caption_entities", { entities }: CheckedText): Partial<Message> {
  return entities.length > 0 ? { [name]: entities } : {};
}

/** Telegram compares what is shown: the words, their formatting and the buttons. */
const shownContent = ({ text, entities, caption, caption_entities, reply_markup }: Partial<Message>): string =>
  JSON.stringify([text, entities, caption, caption_entities, reply_markup]);
