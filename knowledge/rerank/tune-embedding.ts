import { createRandom, shuffle } from "../classify/learn/random.ts";

/** Two texts as the numbers of their pieces (rows of the table), and whether they ask the same. */
export interface PiecePair {
  a: Int32Array;
  b: Int32Array;
  isSame: boolean;
}

export interface TuningOptions {
  seed: number;
  onRound?: (done: number, total: number) => void;
}

const ROUNDS = 8;
const BATCH = 128;
/** Small: what the table knew of words that the pairs do not have is to stay beside what they teach. */
const RATE = 0.002;
/** How sharply a text is to find its counterpart among a batch. */
const SHARPNESS = 14;
/** What a labelled pair itself adds: how sharply, around which likeness, how much. */
const LABEL = { sharpness: 10, middle: 0.65, share: 0.3 };
/** The share of pieces left out at each look, so that none leans on the others. */
const DROPOUT = 0.15;

/**
 * Goes on learning a table of vectors, one for each piece of text, so that the sums of two texts that ask the same point
 * the same way: a text is to find its counterpart among all of a batch, from both sides, and labelled pairs are drawn
 * together or apart. Steps by Adam, in place, of the rows that a batch has. The same seed gives the same table.
 */
export function tuneEmbedding(
  table: Float32Array,
  dimensions: number,
  pairs: readonly PiecePair[],
  { seed, onRound }: TuningOptions,
): void {
  const random = createRandom(seed);
  const order = Int32Array.from(pairs.keys());
  const step = createStep(table, dimensions, random);
  const total = ROUNDS * Math.floor(pairs.length / BATCH) + 1;
  let taken = 0;
  for (let round = 0; round < ROUNDS; round++) {
    shuffle(order, random);
    for (let start = 0; start + 2 <= order.length; start += BATCH) {
      const batch = Array.from(order.subarray(start, start + BATCH), (place) => pairs[place] as PiecePair);
      step(batch, RATE * Math.max(0.01, 1 - taken++ / total));
    }
    onRound?.(round + 1, ROUNDS);
  }
}

interface Side {
  vectors: Float32Array;
  slopes: Float32Array;
  lengths: Float32Array;
  pieces: Int32Array[];
}

function createStep(table: Float32Array, dimensions: number, random: () => number) {
  const adam = createAdam(table, dimensions);
  const newSide = (): Side => ({
    vectors: new Float32Array(BATCH * dimensions),
    slopes: new Float32Array(BATCH * dimensions),
    lengths: new Float32Array(BATCH),
    pieces: [],
  });
  const [left, right] = [newSide(), newSide()];
  return (batch: readonly PiecePair[], rate: number): void => {
    read(
      left,
      batch.map(({ a }) => a),
      table,
      dimensions,
      random,
    );
    read(
      right,
      batch.map(({ b }) => b),
      table,
      dimensions,
      random,
    );
    const slopes = slopesOf(batch, left.vectors, right.vectors, dimensions);
    spread(slopes, left, right, batch.length, dimensions);
    for (const side of [left, right]) {
      for (let place = 0; place < batch.length; place++) {
        const slope = tangent(side, place, dimensions);
        for (const row of side.pieces[place] ?? []) adam.add(row, slope);
      }
    }
    adam.step(rate);
  };
}

/** Sums of the pieces, some left out, brought to length 1. */
function read(
  side: Side,
  texts: readonly Int32Array[],
  table: Float32Array,
  dimensions: number,
  random: () => number,
): void {
  side.vectors.fill(0);
  side.slopes.fill(0);
  side.pieces = texts.map((pieces) => pieces.filter(() => random() >= DROPOUT));
  for (const [place, pieces] of side.pieces.entries()) {
    const vector = side.vectors.subarray(place * dimensions, (place + 1) * dimensions);
    for (const row of pieces) {
      const from = row * dimensions;
      for (let k = 0; k < dimensions; k++) vector[k] = (vector[k] as number) + (table[from + k] as number);
    }
    let squares = 0;
    for (const value of vector) squares += value * value;
    const length = Math.sqrt(squares) || 1;
    side.lengths[place] = length;
    for (let k = 0; k < dimensions; k++) vector[k] = (vector[k] as number) / length;
  }
}

/** How the loss changes with the likeness of each left text (row) with each right one. */
function slopesOf(batch: readonly PiecePair[], left: Float32Array, right: Float32Array, dimensions: number) {
  const count = batch.length;
  const powers = new Float32Array(count * count);
  const slopes = new Float32Array(count * count);
  const rows = new Float32Array(count);
  const columns = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      let sum = 0;
      for (let k = 0, l = i * dimensions, r = j * dimensions; k < dimensions; k++, l++, r++) {
        sum += (left[l] as number) * (right[r] as number);
      }
      if (i === j) slopes[i * count + j] = labelSlope(sum, batch[i]?.isSame === true);
      const power = Math.exp(SHARPNESS * (sum - 1));
      powers[i * count + j] = power;
      rows[i] = (rows[i] as number) + power;
      columns[j] = (columns[j] as number) + power;
    }
  }
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const at = i * count + j;
      const own = i === j ? 1 : 0;
      const power = powers[at] as number;
      if (batch[i]?.isSame) slopes[at] = (slopes[at] as number) + (SHARPNESS / 2) * (power / (rows[i] as number) - own);
      if (batch[j]?.isSame)
        slopes[at] = (slopes[at] as number) + (SHARPNESS / 2) * (power / (columns[j] as number) - own);
    }
  }
  return slopes;
}

function labelSlope(likeness: number, isSame: boolean): number {
  const guess = 1 / (1 + Math.exp(-LABEL.sharpness * (likeness - LABEL.middle)));
  return LABEL.share * LABEL.sharpness * (guess - (isSame ? 1 : 0));
}

/** From likenesses to the vectors of both sides. */
function spread(slopes: Float32Array, left: Side, right: Side, count: number, dimensions: number): void {
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const slope = (slopes[i * count + j] as number) / count;
      if (Math.abs(slope) < 1e-6) continue;
      for (let k = 0, l = i * dimensions, r = j * dimensions; k < dimensions; k++, l++, r++) {
        left.slopes[l] = (left.slopes[l] as number) + slope * (right.vectors[r] as number);
        right.slopes[r] = (right.slopes[r] as number) + slope * (left.vectors[l] as number);
      }
    }
  }
}

/** What changes the direction of a text's sum; its length does not matter. */
function tangent({ vectors, slopes, lengths }: Side, place: number, dimensions: number): Float32Array {
  const at = place * dimensions;
  let along = 0;
  for (let k = 0; k < dimensions; k++) along += (slopes[at + k] as number) * (vectors[at + k] as number);
  return Float32Array.from(
    { length: dimensions },
    (_, k) => ((slopes[at + k] as number) - along * (vectors[at + k] as number)) / (lengths[place] as number),
  );
}

const DECAY = { mean: 0.9, square: 0.999 };

/** Adam (Kingma and Ba 2015) over the rows that a step has slopes for. */
function createAdam(table: Float32Array, dimensions: number) {
  const slopes = new Map<number, Float32Array>();
  const means = new Map<number, Float32Array>();
  const squares = new Map<number, Float32Array>();
  let steps = 0;
  const kept = (of: Map<number, Float32Array>, row: number) => {
    const known = of.get(row) ?? new Float32Array(dimensions);
    of.set(row, known);
    return known;
  };
  return {
    add(row: number, slope: Float32Array): void {
      const sum = kept(slopes, row);
      for (let k = 0; k < dimensions; k++) sum[k] = (sum[k] as number) + (slope[k] as number);
    },
    step(rate: number): void {
      steps++;
      const [meanBias, squareBias] = [1 - DECAY.mean ** steps, 1 - DECAY.square ** steps];
      for (const [row, slope] of slopes) {
        const [mean, square, from] = [kept(means, row), kept(squares, row), row * dimensions];
        for (let k = 0; k < dimensions; k++) {
          const value = slope[k] as number;
          const m = DECAY.mean * (mean[k] as number) + (1 - DECAY.mean) * value;
          const s = DECAY.square * (square[k] as number) + (1 - DECAY.square) * value * value;
          mean[k] = m;
          square[k] = s;
          table[from + k] = (table[from + k] as number) - (rate * m) / meanBias / (Math.sqrt(s / squareBias) + 1e-8);
        }
      }
      slopes.clear();
    },
  };
}
