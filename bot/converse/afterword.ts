import { recognizeSmallTalk, type Turn } from "../../knowledge/index.ts";
import type { InboundEvent, MessageEvent } from "../ports/inbound-event.ts";

/**
 * True for a message that asks for nothing once a conversation is resolved: thanks, a farewell, an emoji or sticker, a
 * number from 1 to 5. A greeting is not one: it begins something.
 */
export function isAfterword(event: InboundEvent): boolean {
  if (event.kind !== "message") return false;
  return isRatingDigit(event.text) || isPleasantry(event);
}

/**
 * True for a message that a person who has the conversation owes no reply: thanks, a farewell, an emoji or sticker.
 * `said` is what was said before, oldest first: after a question of ours "ok" and 👍 are the answer to it, and a number
 * always tells something.
 */
export function needsNoReply(event: MessageEvent, said: readonly Turn[]): boolean {
  if (/[?？]/.test(event.text) || isRatingDigit(event.text) || !isPleasantry(event)) return false;
  const kind = recognizeSmallTalk(event.text);
  if (kind === "thanks" || kind === "goodbye") return true;
  const last = said.at(-1);
  return last?.from !== "desk" || !asksSomething(last.text);
}

function isPleasantry({ text, attachments }: MessageEvent): boolean {
  if (text.trim() === "") return attachments.length > 0 && attachments.every(({ kind }) => kind === "sticker");
  if (attachments.length > 0) return false;
  const kind = recognizeSmallTalk(text);
  return kind !== null && kind !== "greeting";
}

function isRatingDigit(text: string): boolean {
  return /^[1-5１-５](?:\s*[分星])?$/u.test(text.trim());
}

// Chinese questions are often written without a mark.
function asksSomething(text: string): boolean {
  return /[?？]|[吗呢么]\s*[。.!！~]*\s*$/u.test(text);
}
