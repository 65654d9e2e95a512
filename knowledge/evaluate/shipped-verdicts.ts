import { type Classifiers, createClassifiers } from "../classify/index.ts";
import { type ReadText, readText } from "../classify/read-text.ts";
import { plainLabels, type Verdict } from "./classification.ts";
import type { LabelledRow } from "./labelled-rows.ts";

export const classifyTasks = ["intent", "sentiment", "risk"] as const;
export type ClassifyTask = (typeof classifyTasks)[number];

export interface ShippedVerdicts {
  verdicts: Verdict[];
  /** What each label of the file was compared with. */
  mapping: Record<string, string>;
}

/** What the classifiers as they are shipped say of the texts, in the labels of the file. */
export function judgeAsShipped(task: ClassifyTask, rows: readonly LabelledRow[]): ShippedVerdicts {
  const labels = [...new Set(rows.map(({ label }) => label))].sort();
  const classifiers = createClassifiers();
  return { intent: judgeIntents, sentiment: judgeSentiments, risk: judgeRisks }[task](rows, labels, classifiers);
}

function judgeIntents(
  rows: readonly LabelledRow[],
  labels: readonly string[],
  { intent }: Classifiers,
): ShippedVerdicts {
  const verdicts = rows.map(({ text, label }): Verdict => {
    const found = intent.classify(readText(text));
    return {
      gold: label,
      guess: found[0]?.intent ?? "other",
      scoreOf: (asked) => found.find((finding) => finding.intent === asked)?.score ?? 0,
    };
  });
  return { verdicts, mapping: Object.fromEntries(labels.map((label) => [label, label])) };
}

/** Where the file knows no neutral texts, the sign of the score decides. */
function judgeSentiments(
  rows: readonly LabelledRow[],
  labels: readonly string[],
  { sentiment }: Classifiers,
): ShippedVerdicts {
  const knowsNeutral = labels.includes("neutral");
  const verdicts = rows.map(({ text, label }): Verdict => {
    const found = sentiment.classify(readText(text));
    const sign = found.score >= 0 ? "positive" : "negative";
    return {
      gold: label,
      guess: knowsNeutral ? found.label : sign,
      scoreOf: (asked) => (asked === "negative" ? -found.score : found.score),
    };
  });
  const sides = { positive: "score of 0 and above", negative: "score below 0" };
  const mapping = Object.fromEntries(
    labels.map((label) => [
      label,
      !knowsNeutral && (label === "positive" || label === "negative") ? sides[label] : label,
    ]),
  );
  return { verdicts, mapping };
}

/** What other collections call our kinds of risk. */
const kindsByLabel: Record<string, readonly string[]> = {
  high: ["distress"],
  suicide: ["distress"],
  offensive: ["abuse", "anger", "threat"],
  fraud: ["fraud_on_customer", "account_security", "off_channel", "borrowed_money"],
  spam: ["fraud_on_customer", "account_security", "off_channel"],
  illegal: ["fraud_on_customer", "off_channel"],
};

function judgeRisks(rows: readonly LabelledRow[], labels: readonly string[], { risk }: Classifiers): ShippedVerdicts {
  const plain = labels.find((label) => plainLabels.has(label)) ?? "none";
  const kinds = new Map(
    labels.filter((label) => label !== plain).map((label) => [label, kindsByLabel[label] ?? [label]] as const),
  );
  const scoresIn = (text: ReadText) => {
    const found = risk.classify(text);
    return (label: string) =>
      found.reduce((most, { kind, score }) => (kinds.get(label)?.includes(kind) ? Math.max(most, score) : most), 0);
  };
  const verdicts = rows.map(({ text, label }): Verdict => {
    const scoreOf = scoresIn(readText(text));
    const [best] = [...kinds.keys()].map((kind) => [kind, scoreOf(kind)] as const).sort((a, b) => b[1] - a[1]);
    return { gold: label, guess: best && best[1] > 0 ? best[0] : plain, scoreOf };
  });
  const mapping = Object.fromEntries(labels.map((label) => [label, kinds.get(label)?.join(", ") ?? "none of these"]));
  return { verdicts, mapping };
}
