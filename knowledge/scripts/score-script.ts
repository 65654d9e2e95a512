import { isFunctionWord } from "../text/function-words.ts";
import { tokenize } from "../text/tokenize.ts";
import type { ScriptEntry } from "./script-entry.ts";

export interface ScriptFit {
  /** Share of the query's words that the script has. */
  coverage: number;
  /** BM25, as a share of the best script's. */
  textShare: number;
  /** Cosine of the nearest wording above what unrelated texts have, 0 to 1. */
  similarity: number;
}

// Which words fit decides; how rare they are and how near the whole is decide among those with equally many.
const WEIGHTS = { coverage: 0.5, textShare: 0.2, similarity: 0.3 };
/**
 * From here on a script without a word in common is meant. Hashed features of unrelated texts stay below 0.16
 * (measured).
 */
const MEANT = 0.35;

/** How well a script fits a query, 0 to 1; 0 when it does not at all. */
export function scoreScript({ coverage, textShare, similarity }: ScriptFit): number {
  if (coverage === 0 && similarity < MEANT) return 0;
  return WEIGHTS.coverage * coverage + WEIGHTS.textShare * textShare + WEIGHTS.similarity * similarity;
}

/** A word of a query, with its neighbouring characters where it is Chinese of more than one. */
export interface WantedWord {
  word: string;
  pairs: readonly string[];
}

/** The words of a query that say what is wanted; all of them when none does. */
export function wantedWords(query: string): WantedWord[] {
  const words = [...new Set(tokenize(query).words)];
  const wanted = words.filter((word) => !isFunctionWord(word));
  return (wanted.length > 0 ? wanted : words).map((word) => ({
    word,
    pairs: /^\p{Script=Han}{2,}$/u.test(word) ? tokenize(word).bigrams : [],
  }));
}

/**
 * The share of the words that a script has. A Chinese word also counts where the script's text was cut into words
 * otherwise, and in part where only some of its neighbouring characters stand there. What a script is about says more
 * than what its text mentions.
 */
export function coverageOf(
  words: readonly WantedWord[],
  entry: Pick<ScriptEntry, "words" | "bigrams" | "about">,
): number {
  if (words.length === 0) return 0;
  const found = words.reduce((sum, word) => sum + foundIn(word, entry), 0);
  return found / words.length;
}

const IN_TEXT = 0.85;
/** From here on a Chinese word is there in part: two of three pairs, not one of two. */
const PART = 0.6;

function foundIn(
  { word, pairs }: WantedWord,
  { words, bigrams, about }: Pick<ScriptEntry, "words" | "bigrams" | "about">,
) {
  if (about.has(word)) return 1;
  if (words.has(word)) return IN_TEXT;
  if (pairs.length === 0) return 0;
  const share = pairs.filter((pair) => bigrams.has(pair)).length / pairs.length;
  return share >= PART ? share * IN_TEXT : 0;
}
