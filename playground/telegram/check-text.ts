import type { MessageEntity } from "grammy/types";
import { badRequest } from "./bot-api-error.ts";

export interface CheckedText {
  text: string;
  entities: MessageEntity[];
}

/**
 * What Telegram makes of a text with entities: refuses what lies outside of it or cuts a character in two, takes the
 * white space off both ends and moves the entities along.
 */
export function checkText(raw: string, rawEntities: MessageEntity[] = []): CheckedText {
  for (const entity of rawEntities) checkBounds(raw, entity);
  const lead = raw.length - raw.trimStart().length;
  const text = raw.trim();
  const entities = rawEntities.flatMap((entity) => {
    const offset = Math.max(entity.offset - lead, 0);
    const end = Math.min(entity.offset + entity.length - lead, text.length);
    return end > offset ? [{ ...entity, offset, length: end - offset }] : [];
  });
  return { text, entities };
}

/** The same with the limits of a message: 1-4096 UTF-16 units. */
export function checkMessageText(raw: string, entities?: MessageEntity[]): CheckedText {
  const checked = checkText(raw, entities);
  if (checked.text === "") throw badRequest("message text is empty");
  if (checked.text.length > 4_096) throw badRequest("message is too long");
  return checked;
}

/** The same with the limits of a caption: 0-1024 UTF-16 units. */
export function checkCaption(raw = "", entities?: MessageEntity[]): CheckedText {
  const checked = checkText(raw, entities);
  if (checked.text.length > 1_024) throw badRequest("message caption is too long");
  return checked;
}

function checkBounds(text: string, entity: MessageEntity): void {
  const { offset, length } = entity;
  if (offset < 0 || length <= 0 || offset + length > text.length) throw badRequest("ENTITY_BOUNDS_INVALID");
  if (isInsideCharacter(text, offset) || isInsideCharacter(text, offset + length)) {
    throw badRequest("entity begins or ends in the middle of a UTF-16 surrogate pair");
  }
  if (entity.type === "text_link" && !URL.canParse(entity.url)) throw badRequest("Wrong HTTP URL");
}

function isInsideCharacter(text: string, at: number): boolean {
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(at - 1, at + 1));
}
