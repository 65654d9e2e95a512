import type { TermStatistics } from "../retrieve/term-statistics.ts";
import { share, sharedWeight, type WeightedTerms, weighTerms } from "../retrieve/weighted-terms.ts";
import type { PairProfile } from "./pair-profile.ts";

/** What two wordings have in common and what not; each 0…1 but for the lengths. Order is that of `pairFeatureNames`. */
export const pairFeatureNames = [
  "wordCosine",
  "queryCoverage",
  "wordingCoverage",
  "gramDice",
  "gramQueryCoverage",
  "gramWordingCoverage",
  "missingQuery",
  "missingWording",
  "missingQueryWeight",
  "missingWordingWeight",
  "subsequence",
  "sameStart",
  "sameEnd",
  "sameForm",
  "formless",
  "negation",
  "numbers",
  "queryLength",
  "wordingLength",
  "lengthRatio",
  "wordOrder",
] as const;

export interface PairStatistics {
  words: TermStatistics;
  grams: TermStatistics;
}

/** A query ready to be compared with many wordings. */
export interface PairQuery {
  profile: PairProfile;
  words: WeightedTerms;
  grams: WeightedTerms;
}

export function preparePairQuery(profile: PairProfile, statistics: PairStatistics): PairQuery {
  return {
    profile,
    words: weighTerms(profile.wordSet, statistics.words),
    grams: weighTerms(profile.grams, statistics.grams),
  };
}

const HEAVY = 8;

/** The features of a query and one wording of an FAQ. */
export function pairFeatures(query: PairQuery, wording: PairQuery): number[] {
  const a = query.profile;
  const b = wording.profile;
  let shared = 0;
  let squares = 0;
  let missingQuery = 0;
  for (const { term, weight } of query.words.terms) {
    if (b.wordSet.has(term)) {
      shared += weight;
      squares += weight ** 2;
    } else missingQuery = Math.max(missingQuery, weight);
  }
  let missingWording = 0;
  for (const { term, weight } of wording.words.terms) {
    if (!a.wordSet.has(term)) missingWording = Math.max(missingWording, weight);
  }
  const grams = sharedWeight(query.grams, (gram) => b.grams.has(gram));
  const subsequence = longestCommonSubsequence(a.characters, b.characters);
  return [
    share(squares, Math.sqrt(query.words.squares * wording.words.squares)),
    share(shared, query.words.total),
    share(shared, wording.words.total),
    share(2 * grams, query.grams.total + wording.grams.total),
    share(grams, query.grams.total),
    share(grams, wording.grams.total),
    missingQuery / HEAVY,
    missingWording / HEAVY,
    Math.min(4, (query.words.total - shared) / HEAVY),
    Math.min(4, (wording.words.total - shared) / HEAVY),
    share(2 * subsequence, a.characters.length + b.characters.length),
    a.words[0] === b.words[0] ? 1 : 0,
    a.words.at(-1) === b.words.at(-1) ? 1 : 0,
    a.form === b.form ? 1 : 0,
    a.form === "none" || b.form === "none" ? 1 : 0,
    a.isNegative === b.isNegative ? 0 : 1,
    sameNumbers(a, b) ? 0 : 1,
    Math.log1p(a.words.length),
    Math.log1p(b.words.length),
    share(Math.min(a.characters.length, b.characters.length), Math.max(a.characters.length, b.characters.length)),
    orderAgreement(a, b),
  ];
}

function sameNumbers(a: PairProfile, b: PairProfile): boolean {
  return a.numbers.size === b.numbers.size && [...a.numbers].every((number) => b.numbers.has(number));
}

/** Of the neighbouring word pairs of the shorter, how many the other has. */
function orderAgreement(a: PairProfile, b: PairProfile): number {
  const [few, many] = a.wordPairs.size <= b.wordPairs.size ? [a.wordPairs, b.wordPairs] : [b.wordPairs, a.wordPairs];
  let found = 0;
  for (const pair of few) if (many.has(pair)) found++;
  return share(found, few.size);
}

const row = new Uint16Array(257);

/** Of at most 256 characters each. */
function longestCommonSubsequence(a: string, b: string): number {
  const width = Math.min(256, b.length);
  row.fill(0, 0, width + 1);
  for (let i = 0; i < Math.min(256, a.length); i++) {
    const character = a.charCodeAt(i);
    let diagonal = 0;
    for (let j = 1; j <= width; j++) {
      const above = row[j] as number;
      if (character === b.charCodeAt(j - 1)) row[j] = diagonal + 1;
      else if ((row[j - 1] as number) > above) row[j] = row[j - 1] as number;
      diagonal = above;
    }
  }
  return row[width] ?? 0;
}
