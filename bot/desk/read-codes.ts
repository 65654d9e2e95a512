import { foldText } from "../../knowledge/text/fold-text.ts";

/** What a typed line says of conversations by their codes, however those are typed. */
export interface ReadCodes {
  /** The code that opens the line, where it can be nothing else, and the words after it as they were typed. */
  named: { number: number; text: string } | null;
  /** True when the line begins with what looks like a code, also one that cannot be told from the words after it. */
  isFirst: boolean;
  /** The number that opens the line without its letter: a code or an amount. */
  bare: number | null;
  /** Every number that looks like a code's, wherever it stands. */
  numbers: number[];
}

// The first conversation is C1001, so three digits after a C are C4D or C2C. Letters or figures that touch the number
// leave open where it ends (`C1002,000`, `C1080p`). A single 、 separates; two are the sign of a note.
const opening =
  /^\s*[[({<#【〔《「『]?\s*c\s?(\d{1,15})(?![\da-z])(?![.,~/–—-]\d)\s*[\])}>】〕》」』]?\s*(?:[:,;.。]|、(?!、))?\s*/u;
const looseOpening = /^[^\p{L}\d]*c{1,2}[^\p{L}\d]{0,2}(?:\d{4}|\d+(?![\da-z]))/u;
const bareOpening = /^[^\p{L}\d]*(\d{4,15})(?![\d.,])/u;
const anywhere = /(?<![a-z\d])c{1,2}[^\p{L}\d]{0,2}(\d{4,15})(?!\d)/gu;

/** Reads the codes in a line: `C1002 text`, `C1002：text`, `Ｃ１００２text`, `【C1002】text`, and those inside the words. */
export function readCodes(text: string): ReadCodes {
  const { text: folded, origins } = foldText(text);
  const match = opening.exec(folded);
  const named = match
    ? { number: Number(match[1]), text: text.slice(origins[match[0].length] ?? text.length).trim() }
    : null;
  const bare = bareOpening.exec(folded)?.[1];
  const numbers = [...folded.matchAll(anywhere)].map((found) => Number(found[1]));
  if (named) numbers.push(named.number);
  return {
    named,
    isFirst: named !== null || looseOpening.test(folded),
    bare: bare === undefined ? null : Number(bare),
    numbers: [...new Set(numbers)],
  };
}
