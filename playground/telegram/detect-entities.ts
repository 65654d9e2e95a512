import type { MessageEntity } from "grammy/types";

/** What Telegram marks by itself in what people type: commands, mentions and links. */
export function detectEntities(text: string): MessageEntity[] {
  const found = [
    ...matches(text, /(?<![\w/])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{3,31})?/g, "bot_command" as const),
    ...matches(text, /(?<![\w/])@[A-Za-z]\w{3,31}/g, "mention" as const),
    ...matches(text, /https?:\/\/[^\s<>"]+/g, "url" as const),
  ];
  // The mention inside of `/help@desk_bot` belongs to the command, and what looks like one inside of a link to the link.
  return found
    .filter((inner) => !found.some((outer) => outer !== inner && contains(outer, inner)))
    .sort((a, b) => a.offset - b.offset);
}

function matches<T extends "bot_command" | "mention" | "url">(text: string, pattern: RegExp, type: T) {
  return Array.from(text.matchAll(pattern), (match) => ({ type, offset: match.index, length: match[0].length }));
}

function contains(outer: MessageEntity, inner: MessageEntity): boolean {
  return outer.offset <= inner.offset && inner.offset + inner.length <= outer.offset + outer.length;
}
