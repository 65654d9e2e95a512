import { Jieba } from "@node-rs/jieba";
import { dict } from "@node-rs/jieba/dict.js";
import { lazily } from "../../infra/lazily.ts";
import { fold } from "./fold.ts";
import { canonicalWords } from "./same-meaning.ts";
import { stemEnglish } from "./stem-english.ts";

/** What a text is searched by. */
export interface Tokens {
  /** Words in order: Chinese segments, English stems, numbers; synonyms under one word. */
  words: string[];
  /** Neighbouring characters of Chinese runs, in order: they find what the segmentation cut otherwise. */
  bigrams: string[];
}

const segmenter = lazily(() => {
  const jieba = Jieba.withDict(dict);
  // The phrases of the synonym list are cut as one word ("能不能" is not 能 / 不能).
  const phrases = [...new Set([...canonicalWords.keys(), ...canonicalWords.values()])]
    .filter((word) => /^\p{Script=Han}{2,}$/u.test(word))
    .map((word) => `${word} 20000 v\n`);
  jieba.loadDict(Buffer.from(phrases.join("")));
  return jieba;
});

// Runs of Chinese, Latin words with inner apostrophes or hyphens, and numbers with their decimal point or percent sign.
const RUNS = /\p{Script=Han}+|[^\P{L}\p{Script=Han}]+(?:['’-][^\P{L}\p{Script=Han}]+)*|\d+(?:[.,]\d+)*%?/gu;
const HAN_START = /^\p{Script=Han}/u;

/** Folds and cuts a text for searching. Deterministic; about 10 µs for a short question. */
export function tokenize(text: string): Tokens {
  const words: string[] = [];
  const bigrams: string[] = [];
  for (const run of runsOf(fold(text))) {
    for (const { word } of cutRun(run)) words.push(word);
    if (HAN_START.test(run.text)) pushBigrams(run.text, bigrams);
  }
  return { words, bigrams };
}

/** A word as it is searched by, and where it stands in the text (UTF-16 units). */
export interface PlacedWord {
  word: string;
  start: number;
  end: number;
}

/** The words of a text that is folded already, with their places. */
export function cutWords(folded: string): PlacedWord[] {
  return runsOf(folded).flatMap(cutRun);
}

interface Run {
  text: string;
  start: number;
}

function runsOf(folded: string): Run[] {
  return Array.from(folded.matchAll(RUNS), (match) => ({ text: match[0], start: match.index }));
}

function cutRun({ text, start }: Run): PlacedWord[] {
  if (!HAN_START.test(text)) return [{ word: latinWord(text), start, end: start + text.length }];
  let end = start;
  return segmenter()
    .cut(text, false)
    .map((word) => {
      const place = { word: canonicalWords.get(word) ?? word, start: end, end: end + word.length };
      end = place.end;
      return place;
    });
}

function latinWord(run: string): string {
  const word = run.replaceAll("’", "'");
  const known = canonicalWords.get(word);
  if (known !== undefined) return stemEnglish(known);
  return stemEnglish(word.replace(/'s$/, ""));
}

function pushBigrams(run: string, bigrams: string[]): void {
  const characters = Array.from(run);
  if (characters.length === 1) bigrams.push(run);
  for (let index = 0; index + 1 < characters.length; index++) {
    bigrams.push(`${characters[index]}${characters[index + 1]}`);
  }
}
