import type { Language } from "./language.ts";

/** Stands above a text that can be given in the other language alone, by the language it is given in. */
const lines: Record<Language, Record<Language, string>> = {
  en: { zh: "以下内容目前仅能以英文提供。", en: "" },
  zh: { en: "We can give you the following in Chinese only.", zh: "" },
};

/** Stands above a text in the other language that there may be in the reader's as well, for all that is known. */
const plainLines: typeof lines = {
  en: { zh: "以下内容为英文。", en: "" },
  zh: { en: "The following is in Chinese.", zh: "" },
};

/** What a reader is told before a text that is known not to exist in their language; null where it is in that. */
export function onlyIn(text: Language, reader: Language): string | null {
  return text === reader ? null : lines[text][reader];
}

/** What a reader is told before a text that was found in the other language; null where it is in theirs, or nothing tells. */
export function writtenIn(text: Language | null, reader: Language): string | null {
  return text === null || text === reader ? null : plainLines[text][reader];
}
