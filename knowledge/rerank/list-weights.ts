import type { FeatureRow } from "./boosted-trees.ts";

/** Candidates for one question; the right one is the first. */
export type CandidateList = readonly FeatureRow[];

/** A weighted sum of features, each first brought to mean 0 and deviation 1. */
export interface ListWeights {
  means: number[];
  deviations: number[];
  weights: number[];
}

const ROUNDS = 300;
const RATE = 0.02;
const RIDGE = 1e-3;

export function weigh({ means, deviations, weights }: ListWeights, row: FeatureRow): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) {
    sum += (weights[k] as number) * (((row[k] ?? 0) - (means[k] as number)) / (deviations[k] as number));
  }
  return sum;
}

/**
 * Learns the weights under which the first of each list most likely stands above the others: the softmax loss over lists
 * (Cao et al. 2007), by Adam on all lists at once. Deterministic. @throws RangeError without lists
 */
export function fitListWeights(lists: readonly CandidateList[]): ListWeights {
  const count = lists[0]?.[0]?.length ?? 0;
  if (count === 0) throw new RangeError("There is nothing to learn from");
  const scale = scaleOf(lists.flat(), count);
  const scaled = lists.map((list) =>
    list.map((row) => Float64Array.from({ length: count }, (_, k) => scaleValue(scale, row, k))),
  );
  const weights = new Float64Array(count);
  const first = new Float64Array(count);
  const second = new Float64Array(count);
  for (let round = 1; round <= ROUNDS; round++) {
    const slopes = weights.map((weight) => RIDGE * weight);
    for (const list of scaled) addSlopes(list, weights, slopes, lists.length);
    for (let k = 0; k < count; k++) {
      const slope = slopes[k] as number;
      first[k] = 0.9 * (first[k] as number) + 0.1 * slope;
      second[k] = 0.999 * (second[k] as number) + 0.001 * slope * slope;
      const step = (first[k] as number) / (1 - 0.9 ** round);
      const size = Math.sqrt((second[k] as number) / (1 - 0.999 ** round));
      weights[k] = (weights[k] as number) - (RATE * step) / (size + 1e-8);
    }
  }
  return { ...scale, weights: [...weights] };
}

function addSlopes(list: readonly Float64Array[], weights: Float64Array, slopes: Float64Array, lists: number): void {
  const scores = list.map((row) => row.reduce((sum, value, k) => sum + value * (weights[k] as number), 0));
  const most = Math.max(...scores);
  const shares = scores.map((score) => Math.exp(score - most));
  const total = shares.reduce((sum, share) => sum + share, 0);
  list.forEach((row, place) => {
    const slope = ((shares[place] as number) / total - (place === 0 ? 1 : 0)) / lists;
    for (let k = 0; k < row.length; k++) slopes[k] = (slopes[k] as number) + slope * (row[k] as number);
  });
}

type Scale = Pick<ListWeights, "means" | "deviations">;

function scaleOf(rows: readonly FeatureRow[], count: number): Scale {
  const means: number[] = [];
  const deviations: number[] = [];
  for (let k = 0; k < count; k++) {
    const values = rows.map((row) => row[k] ?? 0);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    means.push(mean);
    deviations.push(Math.sqrt(squares) || 1);
  }
  return { means, deviations };
}

function scaleValue({ means, deviations }: Scale, row: FeatureRow, k: number): number {
  return ((row[k] ?? 0) - (means[k] as number)) / (deviations[k] as number);
}
