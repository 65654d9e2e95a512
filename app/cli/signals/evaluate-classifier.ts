import { resolve } from "node:path";
import { type ClassificationFigures, figuresOf, type Verdict } from "../../../knowledge/evaluate/classification.ts";
import { judgeByExamples } from "../../../knowledge/evaluate/fitted-verdicts.ts";
import { type LabelledRow, parseLabelledRows, withoutShared } from "../../../knowledge/evaluate/labelled-rows.ts";
import { type ClassifyTask, judgeAsShipped } from "../../../knowledge/evaluate/shipped-verdicts.ts";
import { readNamedFile } from "../read-named-file.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";

export interface ClassifyOptions {
  task: ClassifyTask;
  train?: string;
  test: string;
  positive?: string;
}

/** Measures the shipped classifier, or one that is fitted for this run alone. */
export async function evaluateClassifier(options: ClassifyOptions): Promise<Report> {
  const { task, positive } = options;
  const test = parseLabelledRows(await readNamedFile(options.test), options.test, "test");
  const { verdicts, about } =
    options.train === undefined ? asShipped(task, test) : await fitted(options.train, options, test);
  const figures = figuresOf(verdicts, positive);
  return { json: { task, ...about, ...figures }, text: describe({ task, ...about }, figures) };
}

/** What was measured, for whoever reads the figures. */
interface About {
  model: string;
  trainedOn?: number;
  leftOut?: number;
  mapping?: Record<string, string>;
}

function asShipped(task: ClassifyTask, test: readonly LabelledRow[]): { verdicts: Verdict[]; about: About } {
  const { verdicts, mapping } = judgeAsShipped(task, test);
  return { verdicts, about: { model: "shipped", mapping } };
}

async function fitted(
  file: string,
  options: ClassifyOptions,
  test: readonly LabelledRow[],
): Promise<{ verdicts: Verdict[]; about: About }> {
  const rows = parseLabelledRows(await readNamedFile(file), file, "train");
  const { train, leftOut } = withoutShared(rows, test, resolve(file) === resolve(options.test));
  return {
    verdicts: await judgeByExamples(train, test),
    about: { model: "fitted for this run", trainedOn: train.length, ...(leftOut > 0 ? { leftOut } : {}) },
  };
}

function describe(about: About & { task: ClassifyTask }, figures: ClassificationFigures): string {
  const { model, trainedOn, leftOut, mapping } = about;
  return fields({
    task: about.task,
    model,
    ...(trainedOn === undefined ? {} : { "trained on": `${trainedOn} texts` }),
    ...(leftOut === undefined ? {} : { "not trained on": `${leftOut}, which are also measured on` }),
    ...Object.fromEntries(Object.entries(mapping ?? {}).map(([label, ours]) => [`${label} is read as`, ours])),
    "measured on": `${figures.texts} texts`,
    accuracy: figures.accuracy.toFixed(3),
    "macro F1": figures.macroF1.toFixed(3),
    ...(figures.auroc === undefined ? {} : { [`AUROC ${figures.positive}`]: figures.auroc.toFixed(3) }),
    ...Object.fromEntries(Object.entries(figures.f1).map(([label, f1]) => [`F1 ${label}`, f1.toFixed(3)])),
  });
}
