import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { storedModelSchema } from "../../knowledge/classify/learn/stored-model.ts";
import { createRiskClassifier, riskWordClassifier } from "../../knowledge/classify/risk/risk-classifier.ts";
import { riskModelFile } from "../../knowledge/classify/risk/risk-model.ts";
import { riskExamples, trainRiskModel } from "./train-signals.ts";

const { train, heldOut } = riskExamples();
const all = createRiskClassifier();
const risky = heldOut.filter(({ label }) => label !== "none");
const harmless = heldOut.filter(({ label }) => label === "none");
const found = (classifier: typeof all) =>
  risky.filter(({ text, label }) => classifier.classify(text).some(({ kind }) => kind === label)).length;
const falseAlarms = (classifier: typeof all) =>
  harmless.filter(({ text }) => classifier.classify(text).length > 0).length;

it("is what training makes of the examples, number for number", () => {
  expect(storedModelSchema.parse(JSON.parse(readFileSync(riskModelFile, "utf8")))).toEqual(trainRiskModel());
});

it("was not trained on what it is measured on", () => {
  const learnt = new Set(train.map(({ text }) => text.folded));
  expect(heldOut.filter(({ text }) => learnt.has(text.folded)).map(({ text }) => text.original)).toEqual([]);
});

it("finds more of the risks that it has not seen than the words alone, with few false alarms", () => {
  const figures = {
    risky: risky.length,
    harmless: harmless.length,
    words: { found: found(riskWordClassifier), falseAlarms: falseAlarms(riskWordClassifier) },
    together: { found: found(all), falseAlarms: falseAlarms(all) },
  };
  expect(figures.together.found).toBeGreaterThan(figures.words.found * 1.3);
  expect(figures.together.falseAlarms).toBeLessThanOrEqual(harmless.length * 0.03);
});
