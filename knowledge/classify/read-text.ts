import type { Words } from "../../domain/conversations/signals.ts";
import { detectLanguage } from "../../domain/language/detect-language.ts";
import type { Language } from "../../domain/language/language.ts";
import { foldText } from "../text/fold-text.ts";
import { cutWords, type PlacedWord } from "../text/tokenize.ts";

/** The longest message of any platform here; what is pasted beyond it is not read. */
const MAX_CHARACTERS = 4096;

/** A message prepared once for all classifiers. */
export interface ReadText {
  original: string;
  /** What tells of one language or the other; null when nothing does. */
  language: Language | null;
  /** In one spelling: see `foldText`; besides without apostrophes inside words and with single spaces. */
  folded: string;
  /** Words as they are searched by; places are of `folded`. */
  cut: PlacedWord[];
  /** The original words behind a range of `folded`. */
  wordsAt(start: number, end: number): Words;
}

export function readText(text: string): ReadText {
  const original = text.slice(0, MAX_CHARACTERS).toWellFormed();
  const { folded, origins } = squeeze(original);
  return {
    original,
    language: detectLanguage(original),
    folded,
    cut: cutWords(folded),
    wordsAt: (from, to) => {
      const start = origins[from] ?? original.length;
      const last = origins[to - 1] ?? start;
      const end = Math.max(start, last + widthAt(original, last));
      return { text: original.slice(start, end), start, end };
    },
  };
}

/** `don't` and `dont` are one word to us, and so are "all  my" and "all my". */
export function foldPhrase(phrase: string): string {
  return squeeze(phrase).folded.trim();
}

function squeeze(original: string): { folded: string; origins: number[] } {
  const { text, origins } = foldText(original);
  let folded = "";
  const kept: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charAt(at);
    const isBlank = /\s/.test(unit);
    if (unit === "'" && /\p{L}/u.test(text.charAt(at - 1)) && /\p{L}/u.test(text.charAt(at + 1))) continue;
    if (isBlank && unit !== "\n" && /\s$/.test(folded)) continue;
    folded += isBlank && unit !== "\n" ? " " : unit;
    kept.push(origins[at] ?? 0);
  }
  return { folded, origins: kept };
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
