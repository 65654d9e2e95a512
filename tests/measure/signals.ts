import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createClassifiers } from "../../knowledge/classify/index.ts";
import { type ReadText, readText } from "../../knowledge/classify/read-text.ts";

// How well the shipped classifiers read labelled texts of others: `npm run measure -- FOLDER`, where
// the folder holds the files below (JSON Lines with `text` and `label`). Nothing is fitted on them.

interface Row {
  text: string;
  label: string;
}

const classifiers = createClassifiers();
const [folder] = process.argv.slice(2);
if (!folder) {
  process.stderr.write("Give the folder of the labelled files: npm run measure -- FOLDER\n");
  process.exit(2);
}

measureSentiment("sentiment_zh_shopping");
measureSentiment("sentiment_en_airline");
measureRisk("risk_zh_suicide", "distress", "high");
measureRisk("risk_en_suicide", "distress", "high");
measureRisk("risk_zh_sms_fraud", "fraud_on_customer", "fraud");
measureRisk("risk_zh_offensive", "abuse", "offensive");

function measureSentiment(name: string): void {
  const rows = readRows(name);
  const { found, milliseconds } = readAll(rows, (text) => classifiers.sentiment.classify(text));
  const labels = [...new Set(rows.map(({ label }) => label))].sort();
  const right = rows.filter(({ label }, index) => found[index]?.label === label).length;
  const recalls = labels.map((label) => {
    const of = rows.flatMap((row, index) => (row.label === label ? [found[index]?.label === label] : []));
    return `${label} ${share(of.filter(Boolean).length, of.length)}`;
  });
  const scores = rows.map((_, index) => found[index]?.score ?? 0);
  print(name, [
    `accuracy ${share(right, rows.length)}`,
    `recall ${recalls.join(", ")}`,
    `AUROC positive/negative ${auroc(pick(rows, scores, "positive"), pick(rows, scores, "negative")).toFixed(3)}`,
    `${milliseconds} ms a text`,
  ]);
}

function measureRisk(name: string, kind: string, positive: string): void {
  const rows = readRows(name);
  const { found, milliseconds } = readAll(rows, (text) => classifiers.risk.classify(text));
  const findings = found.map((risks) => risks.find((risk) => risk.kind === kind));
  const hits = (isPositive: boolean, least: number) => {
    const of = rows.flatMap(({ label }, index) =>
      (label === positive) === isPositive ? [findings[index]?.score ?? 0] : [],
    );
    return share(of.filter((score) => score >= least).length, of.length);
  };
  const scores = findings.map((finding) => finding?.score ?? 0);
  const rest = rows.flatMap(({ label }, index) => (label === positive ? [] : [scores[index] ?? 0]));
  print(name, [
    `AUROC ${auroc(pick(rows, scores, positive), rest).toFixed(3)}`,
    `any sign: recall ${hits(true, 0.01)}, of the others ${hits(false, 0.01)}`,
    `high or critical: recall ${hits(true, 0.75)}, of the others ${hits(false, 0.75)}`,
    `${milliseconds} ms a text`,
  ]);
}

function readAll<Finding>(rows: Row[], classify: (text: ReadText) => Finding) {
  for (const { text } of rows.slice(0, 50)) classify(readText(text));
  const started = performance.now();
  const found = rows.map(({ text }) => classify(readText(text)));
  return { found, milliseconds: ((performance.now() - started) / rows.length).toFixed(3) };
}

function readRows(name: string): Row[] {
  const lines = readFileSync(join(folder ?? "", `${name}.jsonl`), "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Row);
}

function pick(rows: Row[], scores: number[], label: string): number[] {
  return rows.flatMap((row, index) => (row.label === label ? [scores[index] ?? 0] : []));
}

/** The chance that a positive text scores higher than another; half of it where they are equal. */
function auroc(positive: number[], negative: number[]): number {
  const sorted = [...negative].sort((a, b) => a - b);
  const below = (score: number, isInclusive: boolean) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const value = sorted[middle] ?? 0;
      if (value < score || (isInclusive && value === score)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const wins = positive.reduce((sum, score) => sum + (below(score, false) + below(score, true)) / 2, 0);
  return wins / (positive.length * negative.length);
}

function share(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
}

function print(name: string, figures: string[]): void {
  process.stdout.write(`${name}\n${figures.map((figure) => `  ${figure}\n`).join("")}`);
}
