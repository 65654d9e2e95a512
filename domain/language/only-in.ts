import type { Language } from "./language.ts";

/** Stands above a text that can be given in the other language alone, by the language it is given in. */
const lines: Record<Language, Record<Language, string>> = {
  en: { zh: "以下内容目前仅能以英文提供。", en: "" },
  zh: { en: "We can give you the following in Chinese only.", zh: "" },
};

/** What a reader is told before a text that is not in their language; null where it is, or nothing tells. */
export function onlyIn(text: Language | null, reader: Language): string | null {
  return text === null || text === reader ? null : lines[text][reader];
}
