import { lazily } from "../../infra/lazily.ts";
import { recognizeSmallTalk } from "../answer/small-talk.ts";
import { fold } from "./fold.ts";
import { isFunctionWord } from "./function-words.ts";
import { tokenize } from "./tokenize.ts";

/** Grammar that turns a question into another one all the same: "why" is not "when", and "cannot" is not "can". */
const turning = lazily(
  () =>
    new Set(tokenize("why when where who which not cannot 为什么 什么时候 多久 哪里 谁 哪个 不能 不 没有 多少").words),
);
/** Words of courtesy change nothing. */
const courtesies = lazily(() => {
  const words = "please pls plz kindly thanks thank thx hello hi hey sorry ok okay 请 请问 谢谢 多谢 你好 您好 麻烦";
  return new Set(tokenize(words).words);
});

/**
 * True when a text that was changed asks something else than before: a word of its topic came or went, or the kind of
 * question or its negation changed. Spelling, punctuation, spacing, courtesy and words that mean the same make no
 * difference; a text that asks nothing (empty, "thanks") asks nothing new. Pure. In doubt true: a slip of the pen in a
 * Chinese character cannot be told from another word.
 */
export function asksAnew(before: string, after: string): boolean {
  if (!hasWords(after) || recognizeSmallTalk(after) !== null) return false;
  if (bare(before) === bare(after)) return false;
  const old = wordsOf(before);
  const now = wordsOf(after);
  return now.some((word) => isNew(word, old)) || old.some((word) => isNew(word, now));
}

function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/** Letters and digits alone, so that "log in" is "login"; 1.5 is not 15. */
function bare(text: string): string {
  return fold(text).replace(/(?<!\d)[^\p{L}\p{N}]+|[^\p{L}\p{N}]+(?!\d)|[^\p{L}\p{N}.,]+/gu, "");
}

function wordsOf(text: string): string[] {
  return tokenize(text).words.filter((word) => !courtesies().has(word));
}

function isNew(word: string, others: readonly string[]): boolean {
  if (isFunctionWord(word) && !turning().has(word)) return false;
  return !others.some((other) => other === word || isSlip(word, other));
}

/** True for two spellings of a Latin word of which one is a slip of the pen: begun alike, and nearly as long. */
function isSlip(one: string, other: string): boolean {
  if (!/^[a-z'-]+$/.test(one) || !/^[a-z'-]+$/.test(other) || one[0] !== other[0]) return false;
  const longer = Math.max(one.length, other.length);
  if (longer < 3 || Math.abs(one.length - other.length) > 2) return false;
  const slips = countSlips(one, other);
  if (longer >= 8) return slips <= 2;
  // In a short word another letter is another word ("card", "cart"), a swapped or missing one is not.
  if (longer >= 5) return slips <= 1;
  return slips <= 1 && (isSwap(one, other) || (longer === 4 && one.length !== other.length));
}

function isSwap(one: string, other: string): boolean {
  return [...one].sort().join("") === [...other].sort().join("");
}

/** How many letters were changed, left out, put in or swapped with their neighbour. */
function countSlips(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= one.length; row += 1) {
    const cells = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isEqual = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      cells[column] = Math.min(
        at(rows, row - 1, column) + 1,
        (cells[column - 1] ?? 0) + 1,
        at(rows, row - 1, column - 1) + (isEqual ? 0 : 1),
        isSwapped ? at(rows, row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    rows.push(cells);
  }
  return at(rows, one.length, other.length);
}

function at(rows: readonly number[][], row: number, column: number): number {
  return rows[row]?.[column] ?? 0;
}
