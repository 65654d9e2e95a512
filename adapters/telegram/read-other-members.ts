import type { Filter } from "grammy";
import type { ChatMember, Message } from "grammy/types";
import { chatRef, instantOf, type Reading, senderOf } from "./reading.ts";

/**
 * Somebody's membership of a group changed (Bot API, "chat_member": told to administrators only). Rights that were given
 * or taken are nothing to us.
 */
export function readOtherMemberChange(reading: Filter<Reading, "chat_member">): void {
  const { chat, from, date, old_chat_member: old, new_chat_member: current } = reading.chatMember;
  const member = current.user;
  const base = {
    chat: chatRef(reading.receipt.chat, chat),
    sender: senderOf(member, reading.me),
    sentAt: instantOf(date),
  };
  const isCounted = chat.type !== "channel" && !member.is_bot;
  if (!isCounted || isIn(old) === isIn(current))
    reading.found({ ...base, kind: "ignored", reason: "member_rights_changed" });
  else if (isIn(current)) reading.found({ ...base, kind: "group_member", change: "joined" });
  else reading.found({ ...base, kind: "group_member", change: from.id === member.id ? "left" : "removed" });
}

function isIn(member: ChatMember): boolean {
  if (member.status === "restricted") return member.is_member;
  return member.status !== "left" && member.status !== "kicked";
}

/**
 * The platform's remark in the group that people came or that one left, which every bot there can see that reads the
 * group's messages. False where it is about bots alone, or about something else.
 */
export function readMemberRemark(reading: Reading, message: Message): boolean {
  const { new_chat_members: came, left_chat_member: gone, from } = message;
  const base = { chat: chatRef(reading.receipt.chat, message.chat, message), sentAt: instantOf(message.date) };
  const people = (came ?? []).filter(({ is_bot: isBot }) => !isBot);
  for (const person of people) {
    reading.found({ ...base, sender: senderOf(person, reading.me), kind: "group_member", change: "joined" });
  }
  if (!gone || gone.is_bot) return people.length > 0;
  const change = from?.id === gone.id ? "left" : "removed";
  reading.found({ ...base, sender: senderOf(gone, reading.me), kind: "group_member", change });
  return true;
}
