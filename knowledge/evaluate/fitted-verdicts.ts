import { InputError } from "../../infra/errors.ts";
import { fitTextModel } from "../classify/learn/text-model.ts";
import { readText } from "../classify/read-text.ts";
import type { Verdict } from "./classification.ts";
import type { LabelledRow } from "./labelled-rows.ts";

/** Learns from some rows and says what the others are. @throws InputError when there is only one label to learn. */
export function judgeByExamples(train: readonly LabelledRow[], test: readonly LabelledRow[]): Verdict[] {
  if (new Set(train.map(({ label }) => label)).size < 2) {
    throw new InputError("The texts to train on all have one label; there must be two or more");
  }
  const model = fitTextModel(train.map(({ text, label }) => ({ text: readText(text), label })));
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
