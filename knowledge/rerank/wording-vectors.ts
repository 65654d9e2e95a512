import { createRandom, shuffle } from "../classify/learn/random.ts";

/** Two texts as their features, and whether they ask the same. */
export interface FeaturePair {
  a: readonly string[];
  b: readonly string[];
  isSame: boolean;
}

/** Turns the features of a text into a vector of length 1; the zero vector where it knows none of them. */
export type WordingVectors = (features: readonly string[]) => Float32Array;

export interface WordingVectorOptions {
  seed: number;
  /** How telling a feature is; its vector starts that long. */
  weightOf: (feature: string) => number;
  /** 8 by default. */
  rounds?: number;
  onRound?: (done: number, total: number) => void;
}

const DIMENSIONS = 96;
const BATCH = 64;
const RATE = 0.05;
/** How sharply a likeness tells same from other, and the likeness in between. */
const SHARPNESS = 20;
const MIDDLE = 0.65;

interface Pair {
  a: Int32Array;
  b: Int32Array;
  isSame: boolean;
}

/**
 * Learns a vector for each feature, so that the sums of two texts that ask the same point the same way: each labelled
 * pair is drawn together or apart, and of a batch each text is to find its own counterpart among all (a contrastive loss;
 * Henderson et al. 2017). Steps by AdaGrad. The same seed gives the same vectors.
 */
export function fitWordingVectors(pairs: readonly FeaturePair[], options: WordingVectorOptions): WordingVectors {
  const { seed, weightOf, rounds = 8, onRound } = options;
  const random = createRandom(seed);
  const places = placesOf(pairs);
  const table = new Float32Array(places.size * DIMENSIONS);
  for (const [feature, place] of places) {
    const length = weightOf(feature) / Math.sqrt(DIMENSIONS);
    for (let k = 0; k < DIMENSIONS; k++) table[place * DIMENSIONS + k] = (random() * 2 - 1) * length;
  }
  const known = (features: readonly string[]) =>
    Int32Array.from(features.flatMap((feature) => places.get(feature) ?? []));
  const data = pairs
    .map(({ a, b, isSame }): Pair => ({ a: known(a), b: known(b), isSame }))
    .filter(({ a, b }) => a.length > 0 && b.length > 0);
  const step = createStep(table);
  const order = Int32Array.from(data.keys());
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random);
    for (let start = 0; start < order.length; start += BATCH) {
      step(Array.from(order.subarray(start, start + BATCH), (index) => data[index] as Pair));
    }
    onRound?.(round + 1, rounds);
  }
  return (features) => {
    const vector = new Float32Array(DIMENSIONS);
    sumInto(table, known(features), vector, 0);
    return vector;
  };
}

/** Features that are seen at least twice; the others could only be learnt by heart. */
function placesOf(pairs: readonly FeaturePair[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { a, b } of pairs) {
    for (const feature of a) counts.set(feature, (counts.get(feature) ?? 0) + 1);
    for (const feature of b) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  const places = new Map<string, number>();
  for (const [feature, count] of counts) if (count >= 2) places.set(feature, places.size);
  return places;
}

/** Writes the sum of some rows, scaled to length 1, to `at`; returns the length that it had. */
function sumInto(table: Float32Array, rows: Int32Array, target: Float32Array, at: number): number {
  for (const row of rows) {
    const from = row * DIMENSIONS;
    for (let k = 0; k < DIMENSIONS; k++) target[at + k] = (target[at + k] as number) + (table[from + k] as number);
  }
  let squares = 0;
  for (let k = 0; k < DIMENSIONS; k++) squares += (target[at + k] as number) ** 2;
  const length = Math.sqrt(squares) || 1;
  for (let k = 0; k < DIMENSIONS; k++) target[at + k] = (target[at + k] as number) / length;
  return length;
}

/** One step down the loss of a batch, in `table`. */
function createStep(table: Float32Array): (batch: readonly Pair[]) => void {
  const squares = new Float32Array(table.length);
  const size = BATCH * DIMENSIONS;
  const left = { vectors: new Float32Array(size), slopes: new Float32Array(size), lengths: new Float32Array(BATCH) };
  const right = { vectors: new Float32Array(size), slopes: new Float32Array(size), lengths: new Float32Array(BATCH) };

  function descend(side: typeof left, place: number, rows: Int32Array): void {
    const at = place * DIMENSIONS;
    let along = 0;
    for (let k = 0; k < DIMENSIONS; k++) along += (side.slopes[at + k] as number) * (side.vectors[at + k] as number);
    for (let k = 0; k < DIMENSIONS; k++) {
      const slope =
        ((side.slopes[at + k] as number) - along * (side.vectors[at + k] as number)) / (side.lengths[place] as number);
      for (const row of rows) {
        const cell = row * DIMENSIONS + k;
        const seen = (squares[cell] as number) + slope * slope;
        squares[cell] = seen;
        table[cell] = (table[cell] as number) - (RATE * slope) / Math.sqrt(seen + 1e-8);
      }
    }
  }

  return (batch) => {
    for (const side of [left, right]) {
      side.vectors.fill(0);
      side.slopes.fill(0);
    }
    batch.forEach(({ a, b }, place) => {
      left.lengths[place] = sumInto(table, a, left.vectors, place * DIMENSIONS);
      right.lengths[place] = sumInto(table, b, right.vectors, place * DIMENSIONS);
    });
    const slopes = slopesOf(batch, likenesses(left.vectors, right.vectors, batch.length));
    for (let i = 0; i < batch.length; i++) {
      for (let j = 0; j < batch.length; j++) {
        const slope = slopes[i * batch.length + j] as number;
        if (Math.abs(slope) < 1e-6) continue;
        const l = i * DIMENSIONS;
        const r = j * DIMENSIONS;
        for (let k = 0; k < DIMENSIONS; k++) {
          left.slopes[l + k] = (left.slopes[l + k] as number) + slope * (right.vectors[r + k] as number);
          right.slopes[r + k] = (right.slopes[r + k] as number) + slope * (left.vectors[l + k] as number);
        }
      }
    }
    batch.forEach(({ a, b }, place) => {
      descend(left, place, a);
      descend(right, place, b);
    });
  };
}

/** Of each left text (row) with each right one. */
function likenesses(left: Float32Array, right: Float32Array, count: number): Float32Array {
  const all = new Float32Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      let sum = 0;
      for (let k = 0; k < DIMENSIONS; k++) {
        sum += (left[i * DIMENSIONS + k] as number) * (right[j * DIMENSIONS + k] as number);
      }
      all[i * count + j] = sum;
    }
  }
  return all;
}

/** How the loss changes with each likeness, up to a factor. */
function slopesOf(batch: readonly Pair[], all: Float32Array): Float32Array {
  const count = batch.length;
  const slopes = new Float32Array(count * count);
  batch.forEach(({ isSame }, row) => {
    const own = row * count + row;
    const guess = 1 / (1 + Math.exp(-SHARPNESS * ((all[own] as number) - MIDDLE)));
    if (!isSame) {
      slopes[own] = guess;
      return;
    }
    const likeliest = all.subarray(row * count, row * count + count).reduce((most, one) => Math.max(most, one), -1);
    let total = 0;
    for (let j = 0; j < count; j++) total += Math.exp(SHARPNESS * ((all[row * count + j] as number) - likeliest));
    for (let j = 0; j < count; j++) {
      slopes[row * count + j] = Math.exp(SHARPNESS * ((all[row * count + j] as number) - likeliest)) / total;
    }
    slopes[own] = (slopes[own] as number) - 1 + 2 * (guess - 1);
  });
  return slopes;
}
