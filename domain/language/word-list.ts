import { type Language, languages } from "./language.ts";

/** What a value is called in each language, and what else it may be called in what people type and files bring. */
export interface Words extends Record<Language, string> {
  readonly also?: readonly string[];
}

/** The values of a column, once: the type, the CHECK (tests compare them), the labels and what is read come from here. */
export interface WordList<Code extends string> {
  readonly codes: readonly Code[];
  label(code: Code, language: Language): string;
  /** The code that a word means: a code, a label in either language, or a synonym; null when it means none. */
  read(text: string): Code | null;
}

export type CodeOf<List> = List extends WordList<infer Code> ? Code : never;

/** Makes the list. @throws Error when a word means two codes. */
export function wordList<Code extends string>(words: Record<Code, Words>): WordList<Code> {
  const entries = Object.entries(words) as [Code, Words][];
  const meant = new Map<string, Code>();
  for (const [code, { also = [], ...labels }] of entries) {
    for (const word of [code, ...languages.map((language) => labels[language]), ...also]) {
      const other = meant.get(fold(word));
      if (other !== undefined && other !== code) throw new Error(`“${word}” means both ${other} and ${code}`);
      meant.set(fold(word), code);
    }
  }
  return {
    codes: entries.map(([code]) => code),
    label: (code, language) => words[code][language],
    read: (text) => meant.get(fold(text)) ?? null,
  };
}

// Full-width letters, case, and whether words are joined by spaces, hyphens or underscores make no difference.
function fold(word: string): string {
  return word
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
}
