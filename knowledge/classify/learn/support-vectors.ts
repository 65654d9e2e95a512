import { createRandom, shuffle } from "./random.ts";
import type { SparseVector } from "./vectoriser.ts";

export interface SeparatorOptions {
  /** How much a mistake costs against the size of the weights. */
  cost: number;
  rounds: number;
  seed: number;
  /** A factor for each column, all 1 where absent. */
  ratios?: Float32Array;
  /** How much more a mistake on the positive side costs. */
  positiveWeight?: number;
}

/** The weights of a plane between two kinds of vectors. The last one is the intercept. */
export type Separator = Float32Array;

/**
 * A linear support vector machine with squared hinge loss, by dual coordinate descent (Hsieh and others 2008): exact,
 * and as quick as the number of values that are not zero.
 */
export function fitSeparator(
  vectors: readonly SparseVector[],
  isPositive: Uint8Array,
  columns: number,
  { cost, rounds, seed, ratios, positiveWeight = 1 }: SeparatorOptions,
): Separator {
  const weights = new Float32Array(columns + 1);
  const alphas = new Float64Array(vectors.length);
  const diagonals = [0.5 / cost, 0.5 / (cost * positiveWeight)];
  const norms = Float64Array.from(
    vectors,
    (vector, row) => (diagonals[isPositive[row] as number] as number) + squareOf(vector, ratios),
  );
  const order = Int32Array.from(vectors.keys());
  const random = createRandom(seed);
  for (let round = 0; round < rounds; round += 1) {
    shuffle(order, random);
    let largest = 0;
    for (const row of order) {
      const vector = vectors[row] as SparseVector;
      const sign = isPositive[row] === 1 ? 1 : -1;
      const alpha = alphas[row] as number;
      const diagonal = diagonals[isPositive[row] as number] as number;
      const gradient = sign * dot(weights, vector, ratios) - 1 + diagonal * alpha;
      if (alpha === 0 && gradient >= 0) continue;
      largest = Math.max(largest, Math.abs(gradient));
      const next = Math.max(0, alpha - gradient / (norms[row] as number));
      if (next === alpha) continue;
      alphas[row] = next;
      add(weights, vector, (next - alpha) * sign, ratios);
    }
    if (largest < 0.1) break;
  }
  if (ratios)
    for (let column = 0; column < columns; column += 1)
      weights[column] = (weights[column] as number) * (ratios[column] as number);
  return weights;
}

function dot(weights: Float32Array, { columns, values }: SparseVector, ratios: Float32Array | undefined): number {
  let sum = weights[weights.length - 1] as number;
  for (let at = 0; at < columns.length; at += 1) {
    const column = columns[at] as number;
    sum += (weights[column] as number) * (values[at] as number) * (ratios ? (ratios[column] as number) : 1);
  }
  return sum;
}

function add(
  weights: Float32Array,
  { columns, values }: SparseVector,
  step: number,
  ratios: Float32Array | undefined,
): void {
  weights[weights.length - 1] = (weights[weights.length - 1] as number) + step;
  for (let at = 0; at < columns.length; at += 1) {
    const column = columns[at] as number;
    weights[column] =
      (weights[column] as number) + step * (values[at] as number) * (ratios ? (ratios[column] as number) : 1);
  }
}

function squareOf({ columns, values }: SparseVector, ratios: Float32Array | undefined): number {
  let sum = 1;
  for (let at = 0; at < columns.length; at += 1) {
    const value = (values[at] as number) * (ratios ? (ratios[columns[at] as number] as number) : 1);
    sum += value * value;
  }
  return sum;
}
