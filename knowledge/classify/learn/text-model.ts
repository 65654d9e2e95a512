import type { Words } from "../../../domain/conversations/signals.ts";
import type { ReadText } from "../read-text.ts";
import { evidenceOf } from "./evidence.ts";
import { characterBlock, wordBlock } from "./features.ts";
import { groupsOf, type LabelGroup } from "./label-groups.ts";
import { logCountRatios } from "./log-count-ratios.ts";
import { fitNetwork, type Network, predict, toProbabilities } from "./network.ts";
import { marginsOf, type Planes, packPlanes } from "./planes.ts";
import { fitSeparator, type Separator } from "./support-vectors.ts";
import { fitVocabulary, type SparseVector, vectorOf } from "./vectoriser.ts";

export interface LabelledText {
  text: ReadText;
  label: string;
}

export interface FitOptions {
  /** Sentence vectors beside the words, where there is a model of the language: they know what words have in common. */
  vectorOf?: (text: string) => Float32Array;
  /** The same seed and examples give the same model. */
  seed?: number;
}

/** What a text is, by examples. */
export interface TextModel {
  labels: readonly string[];
  /** Of each label, in their order; they add up to 1. */
  probabilities(text: ReadText): Float32Array;
  /** The words that speak most for a label. */
  evidence(text: ReadText, label: string): Words[];
}

/** How much a mistake costs, and the power of the imbalance that the rarer side's mistakes cost more by. */
const COST = 0.7;
const COST_OF_FEW = 0.4;
const BALANCE = 0.4;
const BALANCE_OF_FEW = 0.6;
const ROUNDS = 25;
/** From margins to probabilities. */
const SHARPNESS = 4;
/** How much the groups of labels count beside the labels themselves. */
const GROUPS = 0.4;
/** With fewer examples every run of characters is kept, not only those that are there twice. */
const SCARCE = 500;
/** With fewer labels the network adds nothing to the separators. */
const LABELS_FOR_NETWORK = 8;
const NETWORKS = 2;

/** Support vector machines, one for each label, with log-count ratios for two labels and small networks for many. */
export function fitTextModel(
  examples: readonly LabelledText[],
  { vectorOf: embed, seed = 1 }: FitOptions = {},
): TextModel {
  const labels = [...new Set(examples.map(({ label }) => label))].sort();
  const vocabulary = fitVocabulary(
    examples.map(({ text }) => text),
    [
      { block: wordBlock, leastTexts: 1 },
      { block: characterBlock, leastTexts: examples.length < SCARCE ? 1 : 2 },
    ],
  );
  const toVector = (text: ReadText) =>
    joined(vectorOf(text, vocabulary), vocabulary.idf.length, embed?.(text.original));
  const vectors = examples.map(({ text }) => toVector(text));
  const columns = vocabulary.idf.length + (embed?.("").length ?? 0);
  const places = Int32Array.from(examples, ({ label }) => labels.indexOf(label));
  const isFew = labels.length < LABELS_FOR_NETWORK;
  const task: Task = { vectors, places, columns, seed, isFew };
  const separators = labels.length === 2 ? fitPair(task) : labels.map((_, label) => fitSide(task, new Set([label])));
  const groups = groupsOf(labels);
  const planes = packPlanes([...separators, ...groups.map((members) => fitSide(task, members))]);
  const networks = Array.from({ length: isFew ? 0 : NETWORKS }, (_, index) =>
    fitNetwork(vectors, places, { columns, labels: labels.length }, seed + index),
  );
  return {
    labels,
    probabilities: (text) => guess(toVector(text), labels.length, { planes, groups, networks }),
    evidence: (text, label) => evidenceOf(text, vocabulary, planes, labels.indexOf(label)),
  };
}

interface Task {
  vectors: readonly SparseVector[];
  places: Int32Array;
  columns: number;
  seed: number;
  isFew: boolean;
}

/** Some labels against all others. */
function fitSide({ vectors, places, columns, seed, isFew }: Task, members: ReadonlySet<number>): Separator {
  const isPositive = Uint8Array.from(places, (place) => (members.has(place) ? 1 : 0));
  return fitSeparator(vectors, isPositive, columns, {
    cost: isFew ? COST_OF_FEW : COST,
    rounds: ROUNDS,
    seed,
    positiveWeight: imbalanceOf(isPositive) ** (isFew ? BALANCE_OF_FEW : BALANCE),
  });
}

/** One plane between two labels, seen from both sides. */
function fitPair({ vectors, places, columns, seed }: Task): Separator[] {
  const isPositive = Uint8Array.from(places);
  const ratios = logCountRatios(vectors, isPositive, columns);
  const second = fitSeparator(vectors, isPositive, columns, {
    cost: COST_OF_FEW,
    rounds: ROUNDS,
    seed,
    ratios,
    positiveWeight: imbalanceOf(isPositive) ** BALANCE,
  });
  return [second.map((weight) => -weight), second];
}

function imbalanceOf(isPositive: Uint8Array): number {
  const positives = isPositive.reduce((sum, one) => sum + one, 0);
  return Math.max(1, isPositive.length - positives) / Math.max(1, positives);
}

/** Planes of the labels and, after them, of the groups. */
interface Fitted {
  planes: Planes;
  groups: readonly LabelGroup[];
  networks: readonly Network[];
}

function guess(vector: SparseVector, labels: number, { planes, groups, networks }: Fitted): Float32Array {
  const margins = marginsOf(planes, vector);
  const probabilities = withGroups(margins, labels, groups).map((score) => score * SHARPNESS);
  toProbabilities(probabilities);
  for (const network of networks) {
    for (const [label, probability] of predict(network, vector).entries()) {
      probabilities[label] = (probabilities[label] ?? 0) + probability / networks.length;
    }
  }
  return networks.length === 0 ? probabilities : probabilities.map((sum) => sum / 2);
}

/** A label gets what its groups say; the more groups it has the less each counts. */
function withGroups(margins: Float32Array, labels: number, groups: readonly LabelGroup[]): Float32Array {
  const sums = new Float32Array(labels);
  const counts = new Float32Array(labels);
  for (const [index, members] of groups.entries()) {
    const margin = Math.max(-1, Math.min(1, margins[labels + index] ?? 0));
    for (const label of members) {
      sums[label] = (sums[label] ?? 0) + margin;
      counts[label] = (counts[label] ?? 0) + 1;
    }
  }
  return margins.slice(0, labels).map((margin, label) => {
    const count = counts[label] ?? 0;
    return count === 0 ? margin : margin + (GROUPS * (sums[label] ?? 0)) / Math.sqrt(count);
  });
}

/** The columns of a sentence vector stand after those of the words. */
function joined(words: SparseVector, from: number, sentence: Float32Array | undefined): SparseVector {
  if (!sentence) return words;
  const length = Math.hypot(...sentence) || 1;
  return {
    columns: Int32Array.of(...words.columns, ...Array.from(sentence.keys(), (at) => from + at)),
    values: Float32Array.of(...words.values, ...sentence.map((value) => value / length)),
  };
}
