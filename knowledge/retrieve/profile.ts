import { splitSentences } from "../text/split-sentences.ts";
import { type Tokens, tokenize, tokenizeAll } from "../text/tokenize.ts";

/** A short text, taken apart for comparing. */
export interface Profile {
  /** In order, with repetitions. */
  words: readonly string[];
  wordSet: ReadonlySet<string>;
  /** Chinese character pairs, and the letter triples of Latin words: they see through spelling and segmentation. */
  grams: ReadonlySet<string>;
  isNegative: boolean;
  numbers: ReadonlySet<string>;
}

/** A passage: its heading, and its sentences, as they are cut. Nothing is put together that few ask for. */
export interface PassageProfile {
  title: Tokens;
  sentences: readonly Tokens[];
}

// As `tokenize` writes them: synonyms are under one word.
const NEGATIONS = ["不能", "没有", "不", "not", "cannot"];

export function profileOf(text: string): Profile {
  const { words, bigrams } = tokenize(text);
  const grams = new Set(bigrams);
  for (const word of words) addLatinTriples(grams, word);
  const wordSet = new Set(words);
  return {
    words,
    wordSet,
    grams,
    isNegative: NEGATIONS.some((word) => wordSet.has(word)),
    numbers: new Set(words.filter((word) => /^\d/.test(word))),
  };
}

/** Made for twenty passages and more a question. */
export function profilePassage(heading: string, content: string): PassageProfile {
  const [title = { words: [], bigrams: [] }, ...sentences] = tokenizeAll([heading, ...splitSentences(content)]);
  return { title, sentences };
}

/** What statistics count of a passage. */
export function passageTerms(heading: string, content: string): { wordSet: Set<string>; grams: Set<string> } {
  const { title, sentences } = profilePassage(heading, content);
  const parts = [title, ...sentences];
  return {
    wordSet: new Set(parts.flatMap((part) => part.words)),
    grams: new Set(parts.flatMap((part) => part.bigrams)),
  };
}

/** Neighbouring words, as `left right`. */
export function wordPairs(words: readonly string[]): Set<string> {
  return new Set(words.slice(1).map((word, index) => `${words[index]} ${word}`));
}

function addLatinTriples(grams: Set<string>, word: string): void {
  if (word.length < 4 || !/^\p{Script=Latin}/u.test(word)) return;
  const framed = `^${word}$`;
  for (let start = 0; start + 3 <= framed.length; start++) grams.add(framed.slice(start, start + 3));
}
