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

/** What can be asked whether it has a term. */
export interface Terms {
  has(term: string): boolean;
}

/** A passage: its heading, and its sentences, each looked at together with the next. */
export interface PassageProfile {
  wordSet: Terms;
  grams: Terms;
  titleTerms: ReadonlySet<string>;
  sentences: readonly PassageSentence[];
}

export interface PassageSentence {
  text: string;
  /** Neighbouring words of this sentence, as `left right`. */
  wordPairs: Terms;
  /** Words and character pairs of this sentence. */
  terms: Terms;
  /** Those and the next sentence's. */
  windowTerms: Terms;
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

/** Made for twenty passages and more a question, so nothing is put together that is only asked for a few terms. */
export function profilePassage(heading: string, content: string): PassageProfile {
  const title = tokenize(heading);
  const titleWords = new Set(title.words);
  const titleGrams = new Set(title.bigrams);
  const parts = splitSentences(content).map((text) => {
    const { words, bigrams } = tokenize(text);
    return { text, words, wordSet: new Set(words), grams: new Set(bigrams) };
  });
  const sentences = parts.map((part, index) => {
    const next = parts[index + 1];
    const terms = { has: (term: string) => part.wordSet.has(term) || part.grams.has(term) };
    return {
      text: part.text,
      wordPairs: { has: (pair: string) => hasPair(part.words, pair) },
      terms,
      windowTerms: {
        has: (term: string) =>
          terms.has(term) || (next?.wordSet.has(term) ?? false) || (next?.grams.has(term) ?? false),
      },
    };
  });
  return {
    wordSet: { has: (word) => titleWords.has(word) || parts.some((part) => part.wordSet.has(word)) },
    grams: { has: (gram) => titleGrams.has(gram) || parts.some((part) => part.grams.has(gram)) },
    titleTerms: new Set([...title.words, ...title.bigrams]),
    sentences,
  };
}

/** What statistics count of a passage. */
export function passageTerms(heading: string, content: string): { wordSet: Set<string>; grams: Set<string> } {
  const parts = [heading, ...splitSentences(content)].map(tokenize);
  return {
    wordSet: new Set(parts.flatMap((part) => part.words)),
    grams: new Set(parts.flatMap((part) => part.bigrams)),
  };
}

function hasPair(words: readonly string[], pair: string): boolean {
  // No word has a space in it.
  const space = pair.indexOf(" ");
  const [left, right] = [pair.slice(0, space), pair.slice(space + 1)];
  return words.some((word, index) => word === right && index > 0 && words[index - 1] === left);
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
