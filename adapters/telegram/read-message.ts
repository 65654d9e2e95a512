import type { Filter } from "grammy";
import type { Message } from "grammy/types";
import { isAddressed, isMentioned, mentionedPeople } from "./addressing.ts";
import { externalMessageId } from "./message-id.ts";
import { readAttachments } from "./read-attachments.ts";
import { readCommand } from "./read-command.ts";
import { readMemberRemark } from "./read-other-members.ts";
import { readText } from "./read-text.ts";
import { chatRef, instantOf, type Reading, senderOf } from "./reading.ts";
import { serviceTypeOf } from "./service-message.ts";

/** A new message: what somebody said, a command, or nothing to act on. */
export function readMessage(reading: Filter<Reading, "message">): void {
  const { message } = reading;
  const base = baseOf(reading, message);
  const opened = message.forum_topic_created;
  if (opened && message.from?.id === reading.me.id) {
    reading.found({ ...base, kind: "thread_opened", title: opened.name });
    return;
  }
  const move = readMove(message);
  if (move) {
    reading.found({ ...base, kind: "chat_moved", ...move });
    return;
  }
  if (readMemberRemark(reading, message)) return;
  const reason = reasonToIgnore(reading, message);
  if (reason !== undefined) {
    reading.found({ ...base, kind: "ignored", reason });
    return;
  }

  const replyTo = repliedTo(message);
  const said = {
    ...base,
    externalMessageId: externalMessageId(message.chat.id, message.message_id),
    ...(replyTo && { replyTo: externalMessageId(replyTo.chat.id, replyTo.message_id) }),
  };
  const command = readCommand(reading);
  if (command) {
    // A deep link (t.me/BOT?start=PAYLOAD) arrives as `/start PAYLOAD`: somebody came, and gave a command.
    if (command.command === "start" && message.chat.type === "private") {
      reading.found({ ...base, kind: "joined", ...(command.args !== "" && { source: { payload: command.args } }) });
    }
    reading.found({ ...said, kind: "command", ...command });
    return;
  }

  const attachments = readAttachments(message);
  if (message.text === undefined && message.caption === undefined && attachments.length === 0) return;
  const mentions = mentionedPeople(reading);
  reading.found({
    ...said,
    kind: "message",
    text: readText(reading),
    attachments,
    addressed: isAddressed(reading, replyTo),
    ...(message.forward_origin && { forwarded: true }),
    ...(mentions.length > 0 && { mentions }),
    ...(isMentioned(reading) && { mentionsBot: true }),
    ...(message.media_group_id !== undefined && { mediaGroup: message.media_group_id }),
  });
}

/**
 * A new version of a message. Telegram also reports edits that nobody can see ("fields that are either unavailable or
 * not actively used"): the same text again, which the core takes as no change.
 */
export function readEdit(reading: Filter<Reading, "edited_message">): void {
  const message = reading.editedMessage;
  const base = baseOf(reading, message);
  const reason = reasonToIgnore(reading, message);
  if (reason !== undefined) {
    reading.found({ ...base, kind: "ignored", reason });
    return;
  }
  reading.found({
    ...base,
    kind: "edited",
    externalMessageId: externalMessageId(message.chat.id, message.message_id),
    text: readText(reading),
    attachments: readAttachments(message),
    editedAt: instantOf(message.edit_date),
  });
}

function baseOf({ receipt, me }: Reading, message: Message) {
  const { chat, from, sender_chat: onBehalfOf, date } = message;
  return {
    chat: chatRef(receipt.chat, chat, message),
    sender: from ? senderOf(from, me) : { id: String((onBehalfOf ?? chat).id), isBot: false, isSelf: false },
    sentAt: instantOf(date),
  };
}

/** Service account through which Telegram forwards a channel's posts to its group (Bot API, Message: sender_chat). */
const telegramServiceId = 777_000;

/** Both chats are told of it: the old one where it went, the new one where it came from. */
function readMove({ chat, migrate_to_chat_id: to, migrate_from_chat_id: from }: Message) {
  if (to !== undefined) return { from: String(chat.id), to: String(to) };
  return from === undefined ? null : { from: String(from), to: String(chat.id) };
}

function reasonToIgnore({ me }: Reading, message: Message): string | undefined {
  const { from, sender_chat: onBehalfOf } = message;
  if (from?.id === me.id) return "own_message";
  // An anonymous administrator or a channel speaks through a stand-in: nobody who could be served or trusted.
  if (onBehalfOf && (from === undefined || from.is_bot || from.id === telegramServiceId)) return "anonymous_sender";
  if (from?.is_bot) return "bot_message";
  const service = serviceTypeOf(message);
  return service === undefined ? undefined : `service_message: ${service}`;
}

/** Each message of a topic names the topic's first message as the one it answers, also when it answers none. */
function repliedTo(message: Message): Message["reply_to_message"] {
  const { reply_to_message: answered, is_topic_message: isTopic, message_thread_id: thread } = message;
  return isTopic && answered?.message_id === thread ? undefined : answered;
}
