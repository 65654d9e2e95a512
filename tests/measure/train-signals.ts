import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readExamples } from "../../knowledge/classify/learn/labelled-lines.ts";
import { fitLinearModel } from "../../knowledge/classify/learn/linear-model.ts";
import { type StoredModel, storeModel } from "../../knowledge/classify/learn/stored-model.ts";

const folder = join(import.meta.dirname, "../../knowledge/classify");

/** The texts that the shipped model of risks is trained and measured on. */
export function riskExamples() {
  return readExamples(
    ["risk-en.txt", "risk-zh.txt", "public-en.txt", "harmless.txt", "everyday.txt"].map((name) =>
      readFileSync(join(folder, "data", name), "utf8"),
    ),
  );
}

/** The same texts give the same numbers. */
export function trainRiskModel(): StoredModel {
  const { train } = riskExamples();
  const labels = [...new Set(train.map(({ label }) => label))].filter((label) => label !== "none").sort();
  return storeModel(fitLinearModel(train, labels));
}

// `npm run train:signals` writes the weights; how well they do is held by risk-model.test.ts and told in docs/models.md.
if (process.argv[1] === import.meta.filename) {
  writeFileSync(join(folder, "models/risk.json"), `${JSON.stringify(trainRiskModel())}\n`);
}
