import type { Filter } from "grammy";
import { chatRef, instantOf, type Reading, senderOf } from "./reading.ts";

/** Statuses of somebody who is not in the chat; in a private chat `kicked` is a person who blocked the bot. */
const outside = new Set(["kicked", "left"]);

/**
 * The bot's own membership changed: in a private chat the person blocked or unblocked it. In a group it was added,
 * removed or promoted, which says nothing about the person who did it. Channels, to which only their owners post, are
 * no groups.
 */
export function readMemberChange(reading: Filter<Reading, "my_chat_member">): void {
  const { chat, from, date, old_chat_member: old, new_chat_member: current } = reading.myChatMember;
  const base = {
    chat: chatRef(reading.receipt.chat, chat),
    sender: senderOf(from, reading.me),
    sentAt: instantOf(date),
  };
  const wasOutside = outside.has(old.status);
  const isOutside = outside.has(current.status);

  if (chat.type !== "private") {
    if (wasOutside && !isOutside && chat.type !== "channel") reading.found({ ...base, kind: "bot_added" });
    else reading.found({ ...base, kind: "ignored", reason: isOutside ? "bot_removed" : "bot_rights_changed" });
  } else if (isOutside) reading.found({ ...base, kind: "left" });
  else reading.found({ ...base, kind: "joined" });
}
