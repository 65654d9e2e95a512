import { createRandom, shuffle } from "./random.ts";
import type { SparseVector } from "./vectoriser.ts";

/** One hidden layer between the columns and the labels: what a separator cannot tell, words that only count together. */
export interface Network {
  hidden: number;
  labels: number;
  /** A row of `hidden` numbers for each column, and one for each label. */
  input: Float32Array;
  inputBias: Float32Array;
  output: Float32Array;
  outputBias: Float32Array;
}

/** How a network is fitted: what suits thousands of columns of which a text has few does not suit few that all have. */
export interface NetworkPlan {
  hidden: number;
  rounds: number;
  rate: number;
  /** The share of an example's columns that is left out at each look at it. */
  dropout: number;
}

/** The share of certainty that is spread over all labels, since some examples are labelled wrongly. */
const SMOOTHING = 0.1;

/** Fits by plain descent on the cross-entropy of the labels, one example after the other, ever smaller steps. */
export function fitNetwork(
  vectors: readonly SparseVector[],
  labels: Int32Array,
  counts: { columns: number; labels: number },
  { hidden, rounds, rate, dropout }: NetworkPlan,
  seed: number,
): Network {
  const random = createRandom(seed);
  const network = createNetwork({ ...counts, hidden }, random);
  const step = createStep(network);
  const order = Int32Array.from(vectors.keys());
  const total = rounds * vectors.length;
  let taken = 0;
  for (let round = 0; round < rounds; round += 1) {
    shuffle(order, random);
    for (const row of order) {
      const vector = vectors[row];
      if (vector) step(withoutSome(vector, dropout, random), labels[row] ?? 0, rate * (1 - taken / total));
      taken += 1;
    }
  }
  return network;
}

/** The probability of each label. */
export function predict(network: Network, vector: SparseVector): Float32Array {
  const probabilities = new Float32Array(network.labels);
  guess(network, vector, new Float32Array(network.hidden), probabilities);
  return probabilities;
}

function createNetwork(
  { columns, labels, hidden }: { columns: number; labels: number; hidden: number },
  random: () => number,
): Network {
  const numbers = (length: number, most: number) => Float32Array.from({ length }, () => (random() * 2 - 1) * most);
  return {
    hidden,
    labels,
    input: numbers(columns * hidden, 0.1),
    inputBias: new Float32Array(hidden),
    output: numbers(labels * hidden, 1 / Math.sqrt(hidden)),
    outputBias: new Float32Array(labels),
  };
}

/** The hidden layer of a vector, and from it the probabilities; both are written into what is given. */
function guess(network: Network, { columns, values }: SparseVector, layer: Float32Array, into: Float32Array): void {
  const { hidden, input, output, outputBias } = network;
  layer.set(network.inputBias);
  for (let at = 0; at < columns.length; at += 1) {
    const [row, value] = [(columns[at] as number) * hidden, values[at] as number];
    for (let unit = 0; unit < hidden; unit += 1) (layer[unit] as number) += value * (input[row + unit] as number);
  }
  for (let unit = 0; unit < hidden; unit += 1) if ((layer[unit] as number) < 0) layer[unit] = 0;
  for (let label = 0; label < into.length; label += 1) {
    let sum = outputBias[label] as number;
    for (let unit = 0; unit < hidden; unit += 1)
      sum += (layer[unit] as number) * (output[label * hidden + unit] as number);
    into[label] = sum;
  }
  toProbabilities(into);
}

/** The softmax of some scores, in place. */
export function toProbabilities(scores: Float32Array): void {
  const most = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (let at = 0; at < scores.length; at += 1) {
    scores[at] = Math.exp((scores[at] as number) - most);
    sum += scores[at] as number;
  }
  for (let at = 0; at < scores.length; at += 1) scores[at] = (scores[at] as number) / sum;
}

function createStep(network: Network): (vector: SparseVector, gold: number, rate: number) => void {
  const { hidden, labels } = network;
  const layer = new Float32Array(hidden);
  const probabilities = new Float32Array(labels);
  const blame = new Float32Array(hidden);
  return (vector, gold, rate) => {
    guess(network, vector, layer, probabilities);
    blame.fill(0);
    for (let label = 0; label < labels; label += 1) {
      const wanted = (label === gold ? 1 - SMOOTHING : 0) + SMOOTHING / labels;
      correctLabel(network, label, (probabilities[label] as number) - wanted, rate, layer, blame);
    }
    for (let unit = 0; unit < hidden; unit += 1) if ((layer[unit] as number) <= 0) blame[unit] = 0;
    correctInput(network, vector, rate, blame);
  };
}

function correctLabel(
  { hidden, output, outputBias }: Network,
  label: number,
  error: number,
  rate: number,
  layer: Float32Array,
  blame: Float32Array,
): void {
  for (let unit = 0; unit < hidden; unit += 1) {
    const place = label * hidden + unit;
    (blame[unit] as number) += error * (output[place] as number);
    (output[place] as number) -= rate * error * (layer[unit] as number);
  }
  (outputBias[label] as number) -= rate * error;
}

function correctInput(network: Network, vector: SparseVector, rate: number, blame: Float32Array): void {
  const { hidden, input, inputBias } = network;
  for (let unit = 0; unit < hidden; unit += 1) (inputBias[unit] as number) -= rate * (blame[unit] as number);
  for (let at = 0; at < vector.columns.length; at += 1) {
    const [row, step] = [(vector.columns[at] as number) * hidden, rate * (vector.values[at] as number)];
    for (let unit = 0; unit < hidden; unit += 1) (input[row + unit] as number) -= step * (blame[unit] as number);
  }
}

function withoutSome({ columns, values }: SparseVector, dropout: number, random: () => number): SparseVector {
  const kept = Array.from(columns.keys()).filter(() => random() >= dropout);
  return {
    columns: Int32Array.from(kept, (at) => columns[at] as number),
    values: Float32Array.from(kept, (at) => (values[at] as number) / (1 - dropout)),
  };
}
