import type { Message, MessageEntity } from "grammy/types";
import type { Reading } from "./reading.ts";

type EntityWithText = MessageEntity & { text: string };

/** Whether the bot is meant: always in a private chat; in a group when it is mentioned or answered. */
export function isAddressed(reading: Reading, answered: Message["reply_to_message"]): boolean {
  if (reading.chat?.type === "private") return true;
  if (answered?.from?.id === reading.me.id) return true;
  return isMentioned(reading);
}

/** Whether the bot is called by its name. */
export function isMentioned(reading: Reading): boolean {
  return ownMentions(reading).length > 0;
}

/**
 * Ids of the people mentioned; `@username` as it was written where they are called by that, since it comes without an
 * id.
 */
export function mentionedPeople(reading: Reading): string[] {
  const own = new Set(ownMentions(reading).map(({ offset }) => offset));
  const others = reading.entities(["mention", "text_mention"]).filter(({ offset }) => !own.has(offset));
  return [
    ...new Set(
      others.map((entity) => (entity.type === "mention" ? entity.text : String(entity.user?.id ?? entity.text))),
    ),
  ];
}

/** Where the bot is called by its name, in the order of the text. */
export function ownMentions(reading: Reading): EntityWithText[] {
  const name = `@${reading.me.username}`.toLowerCase();
  return reading
    .entities(["mention", "text_mention"])
    .filter((entity) =>
      entity.type === "mention" ? entity.text.toLowerCase() === name : entity.user?.id === reading.me.id,
    );
}
