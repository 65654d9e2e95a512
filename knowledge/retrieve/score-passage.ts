import { type PassageProfile, type Profile, wordPairs } from "./profile.ts";
import type { TermStatistics } from "./term-statistics.ts";
import { share, sharedWeight, type WeightedTerms, weighTerms } from "./weighted-terms.ts";

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
  // Texts without Chinese have no character pairs: their words speak for both.
  const grams = pairs.total > 0 ? pairs : words;
  const fullText = TEXT_PER_WEIGHT.word * words.total + TEXT_PER_WEIGHT.gram * pairs.total;

  return ({ profile, textScore, textShare, vectorSimilarity }) => {
    const has = (term: string) => profile.wordSet.has(term) || profile.grams.has(term);
    const sentence = bestSentence(words, grams, profile);
    const missing = words.terms.reduce((most, { term, weight }) => (has(term) ? most : Math.max(most, weight)), 0);
    const score =
      WEIGHTS.text * Math.min(1, share(textScore, fullText)) +
      WEIGHTS.textShare * textShare +
      WEIGHTS.wordCoverage * share(sharedWeight(words, has), words.total) +
      WEIGHTS.gramCoverage * share(sharedWeight(grams, has), grams.total) +
      WEIGHTS.sentenceWords * share(sentence.words, words.total) +
      WEIGHTS.sentenceGrams * share(sentence.grams, grams.total) +
      WEIGHTS.title * titleShare(words, pairs, profile) +
      WEIGHTS.phrases * phraseShare(phrases, profile) +
      WEIGHTS.missing * Math.min(1, missing / RARE_WEIGHT) +
      WEIGHTS.vector * vectorSimilarity;
    return { score: score / FULL, sentence: sentence.index };
  };
}

/** The query's grams without the letter triples, which long texts nearly always have. */
function hanPairs(query: Profile): string[] {
  return [...query.grams].filter((gram) => /^\p{Script=Han}/u.test(gram));
}

function bestSentence(words: WeightedTerms, grams: WeightedTerms, { sentences }: PassageProfile) {
  let best = { index: 0, words: 0, grams: 0, own: 0 };
  sentences.forEach(({ terms, windowTerms }, index) => {
    const inWindow = (term: string) => windowTerms.has(term);
    const found = {
      index,
      words: sharedWeight(words, inWindow),
      grams: sharedWeight(grams, inWindow),
      own: sharedWeight(words, (term) => terms.has(term)),
    };
    const lead = found.words + found.grams - best.words - best.grams;
    // Of two windows with the same words, the one whose first sentence has them.
    if (lead > 0 || (lead === 0 && found.own > best.own)) best = found;
  });
  return best;
}

function titleShare(words: WeightedTerms, pairs: WeightedTerms, { titleTerms }: PassageProfile): number {
  const shared = new Set(
    [...words.terms, ...pairs.terms].map(({ term }) => term).filter((term) => titleTerms.has(term)),
  );
  return share(shared.size, titleTerms.size);
}

/** How many neighbouring words of the query stand side by side in one sentence, at best. */
function phraseShare(phrases: ReadonlySet<string>, { sentences }: PassageProfile): number {
  let most = 0;
  for (const sentence of sentences) {
    let found = 0;
    for (const phrase of phrases) if (sentence.wordPairs.has(phrase)) found++;
    most = Math.max(most, found);
  }
  return share(most, phrases.size);
}
