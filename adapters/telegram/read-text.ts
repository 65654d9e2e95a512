import type { MessageEntity } from "grammy/types";
import { ownMentions } from "./addressing.ts";
import type { Reading } from "./reading.ts";

/** The text, or the caption, as a reader understands it: without the words that only call the bot; "" when there is none. */
export function readText(reading: Reading): string {
  if (reading.chat?.type === "private") return withAddresses(reading);
  return withAddresses(reading, ownMentions(reading)).trim();
}

/** The same with the bot's name: an address that stands behind words follows them, since formatting is not kept. */
export function withAddresses(reading: Reading, cutOut: readonly MessageEntity[] = []): string {
  let text = reading.msg?.text ?? reading.msg?.caption ?? "";
  const changes = [...cutOut, ...reading.entities("text_link")].sort((left, right) => right.offset - left.offset);
  // From the end, so that earlier offsets stay right.
  for (const entity of changes) {
    const { offset, length } = entity;
    const before = text.slice(0, offset);
    const after = text.slice(offset + length);
    if (entity.type === "text_link")
      text = before + withAddress(text.slice(offset, offset + length), entity.url) + after;
    else text = before.trim() === "" ? after.replace(/^[\s,:，：、]+/u, "") : before.trimEnd() + after;
  }
  return text;
}

function withAddress(label: string, url: string): string {
  const bare = (address: string) =>
    address
      .trim()
      .replace(/^(https?:\/\/|mailto:|tel:)/i, "")
      .replace(/\/$/, "");
  if (bare(label) === bare(url)) return label;
  const words = label.trimEnd();
  return `${words} (${url})${label.slice(words.length)}`;
}
