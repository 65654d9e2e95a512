import { createTermMarker, type MarkedTerms } from "./marked-terms.ts";
import { type PassageProfile, type Profile, wordPairs } from "./profile.ts";
import type { TermStatistics } from "./term-statistics.ts";
import { share, type WeightedTerms, weighTerms } from "./weighted-terms.ts";

export interface PassageMatch {
  profile: PassageProfile;
  /** BM25 as the index gave it, and as a share of the best passage's. */
  textScore: number;
  textShare: number;
  /** 0…1; 0 where vectors do not help (see `searchKnowledge`). */
  vectorSimilarity: number;
}

export interface PassageStatistics {
  words: TermStatistics;
  grams: TermStatistics;
}

export interface PassageScore {
  /** About 0 for nothing in common, 1 for a passage that has every word of the question in one place. */
  score: number;
  /** Index of the sentence the question fits best. */
  sentence: number;
}

// Fitted on SQuAD, CMRC and DRCD (CC BY-SA) as a ranking over the first 30 candidates, then rounded.
const WEIGHTS = {
  text: 1.2,
  textShare: 2.4,
  wordCoverage: 1.3,
  gramCoverage: 0.8,
  sentenceWords: 2.1,
  sentenceGrams: 1.5,
  title: 1.5,
  phrases: 1.5,
  missing: -1,
  vector: 1,
};
const FULL =
  WEIGHTS.text +
  WEIGHTS.textShare +
  WEIGHTS.wordCoverage +
  WEIGHTS.gramCoverage +
  WEIGHTS.sentenceWords +
  WEIGHTS.sentenceGrams;
// BM25 of a passage that has every term of the query about once, in units of the terms' weights.
const TEXT_PER_WEIGHT = { word: 3, gram: 1.5 };
// The weight of a term that no other text has, in a middle-sized collection.
const RARE_WEIGHT = 8;

/**
 * How well a question fits a passage: coverage of its words as a whole, and above all within two neighbouring sentences.
 * The scorer is made once a question and then asked for each passage.
 */
export function createPassageScorer(
  query: Profile,
  statistics: PassageStatistics,
): (match: PassageMatch) => PassageScore {
  const words = weighTerms(query.wordSet, statistics.words);
  const pairs = weighTerms(hanPairs(query), statistics.grams);
  const phrases = wordPairs(query.words);
  const places = new Map([...words.terms, ...pairs.terms].map(({ term }) => [term, 0]));
  [...places.keys()].forEach((term, place) => void places.set(term, place));
  const markTerms = createTermMarker([...places.keys()], query.words);
  const placedWords = placed(words, places);
  // Texts without Chinese have no character pairs: their words speak for both.
  const placedGrams = pairs.total > 0 ? placed(pairs, places) : placedWords;
  const fullText = TEXT_PER_WEIGHT.word * words.total + TEXT_PER_WEIGHT.gram * pairs.total;

  return ({ profile, textScore, textShare, vectorSimilarity }) => {
    const marked = markTerms(profile);
    const sentence = bestSentence(placedWords, placedGrams, marked);
    const missing = heaviestMissing(placedWords, marked);
    const score =
      WEIGHTS.text * Math.min(1, share(textScore, fullText)) +
      WEIGHTS.textShare * textShare +
      WEIGHTS.wordCoverage * share(weightIn(placedWords, marked, marked.anywhere), placedWords.total) +
      WEIGHTS.gramCoverage * share(weightIn(placedGrams, marked, marked.anywhere), placedGrams.total) +
      WEIGHTS.sentenceWords * share(sentence.words, placedWords.total) +
      WEIGHTS.sentenceGrams * share(sentence.grams, placedGrams.total) +
      WEIGHTS.title * titleShare(places.size, marked, profile) +
      WEIGHTS.phrases * share(marked.mostPairs, phrases.size) +
      WEIGHTS.missing * Math.min(1, missing / RARE_WEIGHT) +
      WEIGHTS.vector * vectorSimilarity;
    return { score: score / FULL, sentence: sentence.index };
  };
}

/** A question's terms by their places among all of them. */
interface PlacedTerms {
  places: readonly number[];
  weights: readonly number[];
  total: number;
}

function placed({ terms, total }: WeightedTerms, places: ReadonlyMap<string, number>): PlacedTerms {
  return { places: terms.map(({ term }) => places.get(term) ?? 0), weights: terms.map(({ weight }) => weight), total };
}

/** What a row shares with the question, or that row and another. */
function weightIn({ places, weights }: PlacedTerms, { marks, nothing }: MarkedTerms, row: number, other = nothing) {
  let sum = 0;
  for (let index = 0; index < places.length; index++) {
    const place = places[index] as number;
    if (marks[row + place] !== 0 || marks[other + place] !== 0) sum += weights[index] as number;
  }
  return sum;
}

function heaviestMissing({ places, weights }: PlacedTerms, { marks, anywhere }: MarkedTerms): number {
  return places.reduce(
    (most, place, index) => (marks[anywhere + place] ? most : Math.max(most, weights[index] ?? 0)),
    0,
  );
}

/** The query's grams without the letter triples, which long texts nearly always have. */
function hanPairs(query: Profile): string[] {
  return [...query.grams].filter((gram) => /^\p{Script=Han}/u.test(gram));
}

/** The sentence that the question fits best together with the next. */
function bestSentence(words: PlacedTerms, grams: PlacedTerms, marked: MarkedTerms) {
  let best = { index: 0, words: 0, grams: 0, own: 0 };
  marked.sentences.forEach((row, index) => {
    const next = marked.sentences[index + 1];
    const inWords = weightIn(words, marked, row, next);
    const inGrams = weightIn(grams, marked, row, next);
    const lead = inWords + inGrams - best.words - best.grams;
    if (lead < 0) return;
    // Of two windows with the same words, the one whose first sentence has them.
    const own = weightIn(words, marked, row);
    if (lead > 0 || own > best.own) best = { index, words: inWords, grams: inGrams, own };
  });
  return best;
}

function titleShare(terms: number, { marks, title }: MarkedTerms, profile: PassageProfile): number {
  let shared = 0;
  for (let place = 0; place < terms; place++) shared += marks[title + place] ?? 0;
  return share(shared, new Set([...profile.title.words, ...profile.title.bigrams]).size);
}
