import type { ReadText } from "../read-text.ts";
import { evidenceOf, type Place } from "./evidence.ts";
import { characterBlock, wordBlock } from "./features.ts";
import { marginsOf, type Planes, packPlanes } from "./planes.ts";
import { fitSeparator } from "./support-vectors.ts";
import type { LabelledText } from "./text-model.ts";
import { fitVocabulary, type Vocabulary, vectorOf } from "./vectoriser.ts";

export interface LinearParts {
  labels: readonly string[];
  vocabulary: Vocabulary;
  planes: Planes;
}

const COST = 0.7;
const ROUNDS = 40;
/** The power of the imbalance that the rarer side's mistakes cost more by. */
const BALANCE = 0.3;

/** One separator a label and nothing besides: what is small enough to ship. The same examples give the same numbers. */
export function fitLinearModel(examples: readonly LabelledText[], labels: readonly string[]): LinearParts {
  const vocabulary = fitVocabulary(
    examples.map(({ text }) => text),
    [
      { block: wordBlock, leastTexts: 1 },
      { block: characterBlock, leastTexts: 2 },
    ],
  );
  const vectors = examples.map(({ text }) => vectorOf(text, vocabulary));
  const separators = labels.map((label, seed) => {
    const isPositive = Uint8Array.from(examples, (example) => (example.label === label ? 1 : 0));
    const positives = Math.max(
      1,
      isPositive.reduce((sum, one) => sum + one, 0),
    );
    const positiveWeight = Math.max(1, (isPositive.length - positives) / positives) ** BALANCE;
    return fitSeparator(vectors, isPositive, vocabulary.idf.length, {
      cost: COST,
      rounds: ROUNDS,
      seed,
      positiveWeight,
    });
  });
  return { labels, vocabulary, planes: packPlanes(separators) };
}

/** How far a text lies on the side of each label, and the words that say so. */
export interface LinearModel {
  labels: readonly string[];
  margins(text: ReadText): Float32Array;
  evidence(text: ReadText, label: string): Place[];
}

export function modelOf({ labels, vocabulary, planes }: LinearParts): LinearModel {
  return {
    labels,
    margins: (text) => marginsOf(planes, vectorOf(text, vocabulary)),
    evidence: (text, label) => evidenceOf(text, vocabulary, planes, labels.indexOf(label)),
  };
}
