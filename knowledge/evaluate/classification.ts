import { InputError } from "../../infra/errors.ts";
import { auroc } from "./retrieval.ts";

/** What a classifier said of a text whose label is known. */
export interface Verdict {
  gold: string;
  guess: string;
  /** How sure it is of a label; asked for the positive one of two. */
  scoreOf(label: string): number;
}

export interface ClassificationFigures {
  texts: number;
  accuracy: number;
  macroF1: number;
  /** Of each label that the texts have. */
  f1: Record<string, number>;
  /** The positive one of two labels, and the chance that a text of it scores higher than another. */
  positive?: string;
  auroc?: number;
}

/** Labels that say that nothing is the matter. */
export const plainLabels: ReadonlySet<string> = new Set(["ok", "other", "low", "ham", "negative", "none"]);

/** @throws InputError when `positive` is not one of the two labels. */
export function figuresOf(verdicts: readonly Verdict[], positive?: string): ClassificationFigures {
  const labels = [...new Set(verdicts.map(({ gold }) => gold))].sort();
  const f1 = Object.fromEntries(labels.map((label) => [label, f1Of(verdicts, label)]));
  return {
    texts: verdicts.length,
    accuracy: verdicts.filter(({ gold, guess }) => gold === guess).length / Math.max(1, verdicts.length),
    macroF1: labels.reduce((sum, label) => sum + (f1[label] ?? 0), 0) / Math.max(1, labels.length),
    f1,
    ...ranking(verdicts, labels, positive),
  };
}

function f1Of(verdicts: readonly Verdict[], label: string): number {
  let right = 0;
  let either = 0;
  for (const { gold, guess } of verdicts) {
    if (gold === label && guess === label) right += 1;
    either += Number(gold === label) + Number(guess === label);
  }
  return either === 0 ? 0 : (2 * right) / either;
}

function ranking(
  verdicts: readonly Verdict[],
  labels: readonly string[],
  asked: string | undefined,
): Pick<ClassificationFigures, "positive" | "auroc"> {
  if (asked !== undefined && !labels.includes(asked)) {
    throw new InputError(`No text is labelled "${asked}". There are: ${labels.slice(0, 20).join(", ")}`);
  }
  if (labels.length !== 2) {
    if (asked === undefined) return {};
    throw new InputError(`--positive is for two labels; there are ${labels.length}`);
  }
  const positive = asked ?? labels.find((label) => !plainLabels.has(label)) ?? labels[1] ?? "";
  const scores = (isPositive: boolean) =>
    verdicts.filter(({ gold }) => (gold === positive) === isPositive).map(({ scoreOf }) => scoreOf(positive));
  return { positive, auroc: auroc(scores(true), scores(false)) };
}
