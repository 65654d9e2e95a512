import { InputError } from "../../infra/errors.ts";
import { fitTextModel } from "../classify/learn/text-model.ts";
import { readText } from "../classify/read-text.ts";
import { createStaticEmbedder } from "../ports/static-embedder.ts";
import type { Verdict } from "./classification.ts";
import type { LabelledRow } from "./labelled-rows.ts";

/** From so many labels on, what sentences mean helps to tell them apart; with few, words alone were fitted and measured. */
const LABELS_FOR_VECTORS = 8;

/**
 * Learns from some rows, by their words and where there are many labels also by the built-in embedder's vectors, and says
 * what the others are. @throws InputError when there is only one label to learn.
 */
export async function judgeByExamples(train: readonly LabelledRow[], test: readonly LabelledRow[]): Promise<Verdict[]> {
  const labels = new Set(train.map(({ label }) => label));
  if (labels.size < 2) {
    throw new InputError("The texts to train on all have one label; there must be two or more");
  }
  const model = fitTextModel(
    train.map(({ text, label }) => ({ text: readText(text), label })),
    labels.size < LABELS_FOR_VECTORS ? {} : { vectorOf: await embedAll([...train, ...test]) },
  );
  return test.map(({ text, label }) => {
    const probabilities = model.probabilities(readText(text));
    const best = probabilities.indexOf(Math.max(...probabilities));
    return {
      gold: label,
      guess: model.labels[best] ?? "",
      scoreOf: (asked) => probabilities[model.labels.indexOf(asked)] ?? 0,
    };
  });
}

/** A look-up of sentence vectors; of a text that was not given it is all zeros. */
async function embedAll(rows: readonly LabelledRow[]): Promise<(text: string) => Float32Array> {
  const embedder = createStaticEmbedder();
  const texts = [...new Set(rows.map(({ text }) => readText(text).original))];
  const vectors = await embedder.embed(texts);
  const known = new Map(texts.map((text, place) => [text, vectors[place]]));
  return (text) => known.get(text) ?? new Float32Array(embedder.dimensions ?? 0);
}
