import { recognizeSmallTalk } from "../../knowledge/index.ts";
import type { InboundEvent } from "../ports/inbound-event.ts";

/**
 * True for a message that asks for nothing once a conversation is resolved: thanks, a farewell, an emoji or sticker, a
 * number from 1 to 5. A greeting is not one: it begins something.
 */
export function isAfterword(event: InboundEvent): boolean {
  if (event.kind !== "message") return false;
  const text = event.text.trim();
  if (text === "") return event.attachments.length > 0 && event.attachments.every(({ kind }) => kind === "sticker");
  if (event.attachments.length > 0) return false;
  if (/^[1-5１-５](?:\s*[分星])?$/u.test(text)) return true;
  const kind = recognizeSmallTalk(text);
  return kind !== null && kind !== "greeting";
}
