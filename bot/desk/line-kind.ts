import type { MessageEvent } from "../ports/inbound-event.ts";

/** Why a line in a conversation's thread never reaches the customer, whoever wrote it; `plain` may. */
export type LineKind = "plain" | "note" | "command" | "mention" | "forwarded" | "file" | "empty";

// `//`, `／／` and `、、`: what a Chinese keyboard gives for two strokes of the slash key.
const notePrefix = /^(?:[/／]{2}|、、)/u;

// `@ben` typed without the platform's help is meant for a colleague all the same; an e-mail address is not one.
const typedMention = /(?:^|[\s(（，,：:])[@＠][\p{L}\p{N}_]/u;

/**
 * Reads a line of staff. Whatever could be meant for a colleague, for the bot or for nobody is not plain: a line begun
 * with a slash, one that mentions somebody, a forwarded one, and files, which go out in ways of their own.
 */
export function lineKind(
  line: Pick<MessageEvent, "text" | "attachments" | "forwarded" | "mentions" | "mentionsBot">,
): LineKind {
  const text = line.text.trim();
  if (line.forwarded) return "forwarded";
  if (notePrefix.test(text)) return "note";
  if (/^[/／]/u.test(text)) return "command";
  if (line.mentionsBot || (line.mentions ?? []).length > 0 || typedMention.test(text)) return "mention";
  if (line.attachments.length > 0) return "file";
  return text === "" ? "empty" : "plain";
}

/** A note without the signs that mark it. */
export function noteText(text: string): string {
  return text.trim().replace(notePrefix, "").trim();
}
