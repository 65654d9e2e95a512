import { baseForm } from "../text/base-form.ts";
import { isFunctionWord } from "../text/function-words.ts";
import { tokenize } from "../text/tokenize.ts";

/** Terms with how often each counts. */
export type Bag = Map<string, number>;

/** Beside its words: a word's start finds its relatives (invest, investment), pairs of characters what was cut otherwise. */
const WEIGHTS = { word: 1, start: 0.4, pair: 0.4 };
const START = 5;

/** What a turn is searched by, and what a question is searched with. */
export function termsOf(text: string): Bag {
  const bag: Bag = new Map();
  const { words, bigrams } = tokenize(text);
  for (const token of words) {
    const word = withoutFinalE(baseForm(token));
    if (isFunctionWord(word) || word.length < 2) continue;
    add(bag, word, WEIGHTS.word);
    if (/^[a-z]+$/.test(word) && word.length >= START) add(bag, `^${word.slice(0, START)}`, WEIGHTS.start);
  }
  for (const pair of bigrams) if (pair.length === 2) add(bag, `=${pair}`, WEIGHTS.pair);
  return bag;
}

/** The stem of "moved" is "mov"; the stemmer leaves words as short as "move" whole. */
function withoutFinalE(word: string): string {
  return /^[a-z]{3}e$/.test(word) && !word.endsWith("ee") ? word.slice(0, -1) : word;
}

/** Puts several texts' terms together, each text counted by its share. */
export function mixTerms(parts: readonly { terms: Bag | undefined; share: number }[]): Bag {
  const mixed: Bag = new Map();
  for (const { terms, share } of parts) {
    for (const [term, count] of terms ?? []) add(mixed, term, count * share);
  }
  return mixed;
}

function add(bag: Bag, term: string, count: number): void {
  bag.set(term, (bag.get(term) ?? 0) + count);
}
