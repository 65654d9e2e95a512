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
const FIRST_HAN = 0x2e80;
const SURROGATE = /[\ud800-\udfff]/;
const LATIN_WORDS_KEPT = 50_000;
const LONGEST_KEPT = 40;

/** Folds and cuts a text for searching. Deterministic; about 10 µs for a short question. */
export function tokenize(text: string): Tokens {
  return tokensOf(runsIn(text), segmented);
}

/**
 * The same of several texts, whose Chinese is segmented in one call: of short sentences most of the time goes for
 * calling.
 */
export function tokenizeAll(texts: readonly string[]): Tokens[] {
  const runs = texts.map(runsIn);
  const han = runs.flat().filter(isHan);
  const cuts = segmentedAll(han);
  let next = 0;
  return runs.map((ofText) => tokensOf(ofText, () => cuts[next++] ?? []));
}

function tokensOf(runs: readonly string[], cut: (han: string) => readonly string[]): Tokens {
  const words: string[] = [];
  const bigrams: string[] = [];
  for (const run of runs) {
    if (!isHan(run)) {
      words.push(latinWord(run));
      continue;
    }
    for (const word of cut(run)) words.push(canonicalWords.get(word) ?? word);
    pushBigrams(run, bigrams);
  }
  return { words, bigrams };
}

function segmented(run: string): string[] {
  return segmenter().cut(run, false);
}

/** Runs have no white space in them, and nothing is segmented across it. */
function segmentedAll(runs: readonly string[]): string[][] {
  if (runs.length === 0) return [];
  const cuts: string[][] = [[]];
  for (const word of segmented(runs.join("\n"))) {
    if (word === "\n") cuts.push([]);
    else cuts[cuts.length - 1]?.push(word);
  }
  return cuts;
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

function runsIn(text: string): readonly string[] {
  return fold(text).match(RUNS) ?? [];
}

function runsOf(folded: string): Run[] {
  return Array.from(folded.matchAll(RUNS), (match) => ({ text: match[0], start: match.index }));
}

function cutRun({ text, start }: Run): PlacedWord[] {
  if (!isHan(text)) return [{ word: latinWord(text), start, end: start + text.length }];
  let end = start;
  return segmented(text).map((word) => {
    const place = { word: canonicalWords.get(word) ?? word, start: end, end: end + word.length };
    end = place.end;
    return place;
  });
}

function isHan(run: string): boolean {
  return run.charCodeAt(0) >= FIRST_HAN && HAN_START.test(run);
}

/** The words of Latin runs, as they came up lately: texts are made of few different ones. */
const latinWords = new Map<string, string>();

function latinWord(run: string): string {
  const kept = latinWords.get(run);
  if (kept !== undefined) return kept;
  const made = makeLatinWord(run);
  if (latinWords.size >= LATIN_WORDS_KEPT) latinWords.clear();
  if (run.length <= LONGEST_KEPT) latinWords.set(run, made);
  return made;
}

function makeLatinWord(run: string): string {
  const word = run.replaceAll("’", "'");
  const known = canonicalWords.get(word);
  if (known !== undefined) return stemEnglish(known);
  return stemEnglish(word.replace(/'s$/, ""));
}

function pushBigrams(run: string, bigrams: string[]): void {
  if (run.length === 1) {
    bigrams.push(run);
    return;
  }
  // Rare characters take two places of a string.
  if (SURROGATE.test(run)) {
    const characters = Array.from(run);
    if (characters.length === 1) bigrams.push(run);
    for (let index = 0; index + 1 < characters.length; index++) {
      bigrams.push(`${characters[index]}${characters[index + 1]}`);
    }
    return;
  }
  for (let index = 0; index + 1 < run.length; index++) bigrams.push(run.slice(index, index + 2));
}
