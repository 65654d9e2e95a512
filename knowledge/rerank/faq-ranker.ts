import { type BoostedTrees, logOdds } from "./boosted-trees.ts";
import { type Calibration, chanceOf } from "./calibration.ts";
import { type ListWeights, weigh } from "./list-weights.ts";
import { type PairQuery, type PairStatistics, pairFeatures, preparePairQuery } from "./pair-features.ts";
import { type PairProfile, pairProfileOf } from "./pair-profile.ts";
import type { WordingVectors } from "./wording-vectors.ts";

/** An FAQ that may fit, by its wordings. */
export interface RankedCandidate {
  wordings: readonly { text: string; vectorSimilarity: number }[];
  /** Candidates with the same answer put each other in no doubt. */
  answer: string;
}

export interface Ranking {
  /** Higher is better; comparable within one question. */
  score: number;
  /** The chance, 0…1, that this is the right one. */
  confidence: number;
}

export interface FaqRanker {
  /** A ranking for each candidate, in their order. */
  rank(question: string, statistics: PairStatistics, candidates: readonly RankedCandidate[]): Ranking[];
}

/** What a ranker has learnt. */
export interface RankerModel {
  vectors: readonly WordingVectors[];
  trees: BoostedTrees;
  weights: ListWeights;
  calibration: Calibration;
}

const KEPT_TEXTS = 50_000;

export function createFaqRanker(model: RankerModel): FaqRanker {
  const read = createTextReader(model.vectors);
  return {
    rank: (question, statistics, candidates) => {
      const asked = read(question);
      const query = preparePairQuery(asked.profile, statistics);
      const scored = candidates.map(({ wordings }) =>
        bestOf(
          wordings.map(({ text, vectorSimilarity }) => {
            const wording = read(text);
            const row = rankerFeatures(query, preparePairQuery(wording.profile, statistics), {
              vectorSimilarity,
              learnt: likeness(asked.vectors, wording.vectors),
            });
            return scoreOf(model, row);
          }),
        ),
      );
      const order = scored.map((_, place) => place).sort((a, b) => scoreAt(scored, b) - scoreAt(scored, a));
      const first = order[0] ?? 0;
      return scored.map(({ score, row }, place) => {
        const rival =
          place === first ? order.find((other) => candidates[other]?.answer !== candidates[place]?.answer) : first;
        const margin = rival === undefined ? 0 : score - scoreAt(scored, rival);
        return { score, confidence: chanceOf(model.calibration, calibrationRow(score, margin, row)) };
      });
    },
  };
}

interface Scored {
  score: number;
  row: number[];
}

export function scoreOf({ trees, weights }: Pick<RankerModel, "trees" | "weights">, row: number[]): Scored {
  return { score: weigh(weights, [...row, logOdds(trees, row)]), row };
}

/** What tells how sure a finding is: its place above the others and how alike both texts are in themselves. */
export function calibrationRow(score: number, margin: number, row: readonly number[]): number[] {
  const [wordCosine = 0, queryCoverage = 0, , gramDice = 0] = row;
  const [similarity = 0, learnt = 0] = row.slice(-2);
  return [score / 5, Math.max(-3, Math.min(3, margin)), wordCosine, queryCoverage, gramDice, similarity, learnt];
}

/** The features of a question and a wording: theirs as texts, then both likenesses. */
export function rankerFeatures(
  query: PairQuery,
  wording: PairQuery,
  { vectorSimilarity, learnt }: { vectorSimilarity: number; learnt: number },
): number[] {
  return [...pairFeatures(query, wording), vectorSimilarity, learnt];
}

/** The mean cosine over several learnt vectors. */
export function likeness(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  let sum = 0;
  a.forEach((vector, index) => {
    const other = b[index];
    if (other) for (let k = 0; k < vector.length; k++) sum += (vector[k] as number) * (other[k] as number);
  });
  return a.length === 0 ? 0 : sum / a.length;
}

export interface ReadText {
  profile: PairProfile;
  vectors: Float32Array[];
}

/** Reads a text once, as long as there is room. */
export function createTextReader(models: readonly WordingVectors[]): (text: string) => ReadText {
  const known = new Map<string, ReadText>();
  return (text) => {
    const kept = known.get(text);
    if (kept) return kept;
    const profile = pairProfileOf(text);
    const features = featuresOf(profile);
    const read = { profile, vectors: models.map((vectors) => vectors(features)) };
    if (known.size < KEPT_TEXTS) known.set(text, read);
    return read;
  };
}

/** What vectors are learnt for: words, character pairs and single characters. */
export function featuresOf({ words, grams, characters }: PairProfile): string[] {
  return [
    ...words,
    ...Array.from(grams, (gram) => `g ${gram}`),
    ...Array.from(new Set(characters), (character) => `c ${character}`),
  ];
}

function bestOf(scored: readonly Scored[]): Scored {
  return scored.reduce((best, one) => (one.score > best.score ? one : best));
}

function scoreAt(scored: readonly Scored[], place: number): number {
  return scored[place]?.score ?? Number.NEGATIVE_INFINITY;
}
