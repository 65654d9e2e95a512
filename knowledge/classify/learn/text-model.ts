import type { Words } from "../../../domain/conversations/signals.ts";
import type { ReadText } from "../read-text.ts";
import { evidenceOf } from "./evidence.ts";
import { characterBlock, wordBlock } from "./features.ts";
import { groupsOf, type LabelGroup } from "./label-groups.ts";
import { logCountRatios } from "./log-count-ratios.ts";
import { fitNetwork, type Network, type NetworkPlan, predict, toProbabilities } from "./network.ts";
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
const OF_WORDS: NetworkPlan = { hidden: 64, rounds: 15, rate: 0.3, dropout: 0.5 };
const OF_SENTENCES: NetworkPlan = { hidden: 128, rounds: 20, rate: 0.1, dropout: 0.2 };
/** The length of a sentence vector before the network, which learns too slowly from a shorter one. */
const SENTENCE_LENGTH = 3;
/** How much the networks of words and those of sentences count beside the separators. */
const SHARES = { words: 1, sentence: 0.5 };

/**
 * Support vector machines, one for each label, with log-count ratios for two labels and small networks for many: on the
 * words, and on the sentence vectors alone where there are any.
 */
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
  const words = vocabulary.idf.length;
  const see = (text: ReadText): Seen => seenAs(vectorOf(text, vocabulary), words, embed?.(text.original));
  const seen = examples.map(({ text }) => see(text));
  const sentences = embed?.("").length ?? 0;
  const places = Int32Array.from(examples, ({ label }) => labels.indexOf(label));
  const isFew = labels.length < LABELS_FOR_NETWORK;
  const task: Task = { vectors: seen.map(({ all }) => all), places, columns: words + sentences, seed, isFew };
  const separators = labels.length === 2 ? fitPair(task) : labels.map((_, label) => fitSide(task, new Set([label])));
  const groups = groupsOf(labels);
  const planes = packPlanes([...separators, ...groups.map((members) => fitSide(task, members))]);
  const fitSome = (part: "words" | "sentence", columns: number, plan: NetworkPlan) =>
    Array.from({ length: isFew || columns === 0 ? 0 : NETWORKS }, (_, index) => ({
      part,
      network: fitNetwork(
        seen.map((each) => each[part]),
        places,
        { columns, labels: labels.length },
        plan,
        seed + index,
      ),
    }));
  const networks = [...fitSome("words", words, OF_WORDS), ...fitSome("sentence", sentences, OF_SENTENCES)];
  return {
    labels,
    probabilities: (text) => guess(see(text), labels.length, { planes, groups, networks }),
    evidence: (text, label) =>
      evidenceOf(text, vocabulary, planes, labels.indexOf(label)).map(({ start, end }) => text.wordsAt(start, end)),
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
  networks: readonly { part: "words" | "sentence"; network: Network }[];
}

function guess(seen: Seen, labels: number, { planes, groups, networks }: Fitted): Float32Array {
  const margins = marginsOf(planes, seen.all);
  const probabilities = withGroups(margins, labels, groups).map((score) => score * SHARPNESS);
  toProbabilities(probabilities);
  for (const { part, network } of networks) {
    const share = SHARES[part] / NETWORKS;
    for (const [label, probability] of predict(network, seen[part]).entries()) {
      probabilities[label] = (probabilities[label] ?? 0) + probability * share;
    }
  }
  const total = networks.reduce((sum, { part }) => sum + SHARES[part] / NETWORKS, 1);
  return probabilities.map((sum) => sum / total);
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

/** A text's words, its sentence vector, and both side by side: the columns of the sentence stand after those of words. */
interface Seen {
  words: SparseVector;
  sentence: SparseVector;
  all: SparseVector;
}

function seenAs(words: SparseVector, from: number, vector: Float32Array | undefined): Seen {
  if (!vector) return { words, sentence: { columns: new Int32Array(0), values: new Float32Array(0) }, all: words };
  const length = Math.hypot(...vector) || 1;
  const columns = Int32Array.from(vector.keys());
  return {
    words,
    sentence: { columns, values: vector.map((value) => (SENTENCE_LENGTH * value) / length) },
    all: {
      columns: Int32Array.of(...words.columns, ...columns.map((column) => from + column)),
      values: Float32Array.of(...words.values, ...vector.map((value) => value / length)),
    },
  };
}
