import { splitSentences } from "../text/split-sentences.ts";
import { tokenize } from "../text/tokenize.ts";

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

/** A passage: its heading, and its sentences, each looked at together with the next. */
export interface PassageProfile {
  wordSet: ReadonlySet<string>;
  grams: ReadonlySet<string>;
  titleTerms: ReadonlySet<string>;
  sentences: readonly PassageSentence[];
}

export interface PassageSentence {
  text: string;
  /** Neighbouring words of this sentence, as `left right`. */
  wordPairs: ReadonlySet<string>;
  /** Words and character pairs of this sentence. */
  terms: ReadonlySet<string>;
  /** Those and the next sentence's. */
  windowTerms: ReadonlySet<string>;
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

export function profilePassage(heading: string, content: string): PassageProfile {
  const title = tokenize(heading);
  const parts = splitSentences(content).map((text) => ({ text, ...tokenize(text) }));
  const sentences = parts.map((part, index) => {
    const next = parts[index + 1];
    return {
      text: part.text,
      wordPairs: wordPairs(part.words),
      terms: new Set([...part.words, ...part.bigrams]),
      windowTerms: new Set([...part.words, ...part.bigrams, ...(next?.words ?? []), ...(next?.bigrams ?? [])]),
    };
  });
  return {
    wordSet: new Set([...title.words, ...parts.flatMap((part) => part.words)]),
    grams: new Set([...title.bigrams, ...parts.flatMap((part) => part.bigrams)]),
    titleTerms: new Set([...title.words, ...title.bigrams]),
    sentences,
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
