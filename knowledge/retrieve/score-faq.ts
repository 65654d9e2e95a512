import type { Profile } from "./profile.ts";
import type { TermStatistics } from "./term-statistics.ts";
import { share, sharedWeight, sumWeights, type WeightedTerms, weighTerms } from "./weighted-terms.ts";

/** One wording of an FAQ, with what the indexes said about it. */
export interface WordingMatch {
  profile: Profile;
  /** 0…1. */
  vectorSimilarity: number;
  /** BM25 as a share of the best wording's, 0…1. */
  textShare: number;
}

export interface FaqStatistics {
  words: TermStatistics;
  grams: TermStatistics;
}

// Fitted on BANKING77 (CC BY 4.0) as a ranking over the first 30 candidates, then rounded; checked on two Chinese sets.
// Vectors count by the question's language: English words say less about what is meant than Chinese ones, which often are
// the matter itself. For Chinese more than 4 lets answers be wrong more often (ATEC), for English 5 to 8 are alike.
const WEIGHTS = {
  wordCosine: 2.5,
  queryCoverage: 1.2,
  wordingCoverage: 1.9,
  gramDice: 2.7,
  vector: { chinese: 4, english: 7 },
  textShare: 0.9,
  allWordingsGrams: 1.9,
  otherWordings: 2.2,
  extraCoverage: 2.5,
  negation: -0.25,
  numbers: -0.5,
};
// What a literal repetition of the question gets; the features that several wordings add come on top.
const FULL_WITHOUT_VECTOR =
  WEIGHTS.wordCosine +
  WEIGHTS.queryCoverage +
  WEIGHTS.wordingCoverage +
  WEIGHTS.gramDice +
  WEIGHTS.textShare +
  WEIGHTS.allWordingsGrams;

/**
 * How well a question fits an FAQ: about 0 for nothing in common, 1 for its literal words. The scorer is made once a
 * question and then asked for each FAQ; it looks at the best wording and at what the others add (at least one).
 */
export function createFaqScorer(
  query: Profile,
  statistics: FaqStatistics,
): (wordings: readonly WordingMatch[]) => number {
  const words = weighTerms(query.wordSet, statistics.words);
  const grams = weighTerms(query.grams, statistics.grams);
  const isChinese = query.words.some((word) => /\p{Script=Han}/u.test(word));
  const vectorWeight = isChinese ? WEIGHTS.vector.chinese : WEIGHTS.vector.english;

  return (wordings) => {
    const compared = wordings
      .map((wording) => compare(words, grams, wording, statistics))
      .sort((a, b) => b.likeness - a.likeness);
    const [best] = compared;
    if (!best) throw new RangeError("An FAQ has at least one wording");
    const any = (has: (profile: Profile) => boolean) => wordings.some(({ profile }) => has(profile));
    const allCoverage = share(
      sharedWeight(words, (term) => any((profile) => profile.wordSet.has(term))),
      words.total,
    );
    const allGrams = share(
      sharedWeight(grams, (gram) => any((profile) => profile.grams.has(gram))),
      grams.total,
    );
    const top = compared.slice(0, 3);
    const average = top.reduce((sum, { likeness }) => sum + likeness, 0) / top.length;
    const score =
      WEIGHTS.wordCosine * best.wordCosine +
      WEIGHTS.queryCoverage * best.queryCoverage +
      WEIGHTS.wordingCoverage * best.wordingCoverage +
      WEIGHTS.gramDice * best.gramDice +
      vectorWeight * best.match.vectorSimilarity +
      WEIGHTS.textShare * best.match.textShare +
      WEIGHTS.extraCoverage * (allCoverage - best.queryCoverage) +
      WEIGHTS.otherWordings * (average - best.likeness) +
      WEIGHTS.allWordingsGrams * allGrams +
      (best.match.profile.isNegative === query.isNegative ? 0 : WEIGHTS.negation) +
      (sameNumbers(best.match.profile, query) ? 0 : WEIGHTS.numbers);
    return score / (FULL_WITHOUT_VECTOR + vectorWeight);
  };
}

interface Comparison {
  match: WordingMatch;
  wordCosine: number;
  queryCoverage: number;
  wordingCoverage: number;
  gramDice: number;
  /** What wordings of one FAQ are ranked by among themselves. */
  likeness: number;
}

function compare(
  words: WeightedTerms,
  grams: WeightedTerms,
  match: WordingMatch,
  statistics: FaqStatistics,
): Comparison {
  const { profile } = match;
  const own = sumWeights(profile.wordSet, statistics.words);
  const ownGrams = sumWeights(profile.grams, statistics.grams);
  let shared = 0;
  let sharedSquares = 0;
  for (const { term, weight } of words.terms) {
    if (!profile.wordSet.has(term)) continue;
    shared += weight;
    sharedSquares += weight ** 2;
  }
  const wordCosine = share(sharedSquares, Math.sqrt(words.squares * own.squares));
  const sharedGrams = sharedWeight(grams, (gram) => profile.grams.has(gram));
  const gramDice = share(2 * sharedGrams, grams.total + ownGrams.total);
  return {
    match,
    wordCosine,
    queryCoverage: share(shared, words.total),
    wordingCoverage: share(shared, own.total),
    gramDice,
    likeness: wordCosine + gramDice + match.vectorSimilarity,
  };
}

function sameNumbers(a: Profile, b: Profile): boolean {
  return a.numbers.size === b.numbers.size && [...a.numbers].every((number) => b.numbers.has(number));
}
