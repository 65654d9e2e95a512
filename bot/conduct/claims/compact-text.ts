import { foldText } from "../../../knowledge/text/fold-text.ts";
import { unmask } from "./unmask.ts";

/**
 * A text reduced to what a filter must see: letters, digits and Han in one spelling, without what is put between them
 * (稳 赚, 保-本, g.u.a.r.a.n.t.e.e.d). What stood between is kept as its strength.
 */
export interface CompactText {
  text: string;
  /** The same units without disguise: see `unmask`. */
  unmasked: string;
  /** For each unit, the index in the original of the character it was made of. */
  origins: number[];
  /** What stands before each unit; one more than there are units. */
  gaps: Gap[];
}

/** Nothing; a space, hyphen, dot or emoji; a comma or colon; the end of a sentence. */
type Gap = 0 | 1 | 2 | 3;
export const NOTHING = 0;
export const COMMA = 2;
export const SENTENCE = 3;

export function compactText(original: string): CompactText {
  const folded = foldText(original);
  const origins: number[] = [];
  const gaps: Gap[] = [];
  let text = "";
  let gap: Gap = NOTHING;
  let index = 0;
  for (const character of folded.text) {
    if (letterOrDigit.test(character) && !leftHalves.has(character)) {
      for (let unit = 0; unit < character.length; unit += 1) {
        origins.push(folded.origins[index + unit] ?? 0);
        gaps.push(unit === 0 ? gap : NOTHING);
      }
      text += character;
      gap = NOTHING;
    } else if (character !== "'" && !leftHalves.has(character)) {
      gap = Math.max(gap, strengthOf(folded.text, index, character)) as Gap;
    }
    index += character.length;
  }
  gaps.push(SENTENCE);
  return { text, unmasked: unmask(text, gaps), origins, gaps };
}

const letterOrDigit = /[\p{L}\p{N}]/u;

/** The part of a character that was taken apart (亻呆 for 保, 贝兼 for 赚) without which it is still known. */
const leftHalves = new Set("亻贝");

function strengthOf(folded: string, index: number, character: string): Gap {
  if ("。!?\n;…".includes(character)) return SENTENCE;
  // A full stop ends a sentence after a word and before white space only: "guar.anteed", 保.本 and "can . not" go on.
  if (character === ".") return /^\S\.(?:\s|$)/.test(folded.slice(Math.max(index - 1, 0), index + 2)) ? SENTENCE : 1;
  return ",:、".includes(character) ? COMMA : 1;
}
