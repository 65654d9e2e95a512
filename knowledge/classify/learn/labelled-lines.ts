import { readText } from "../read-text.ts";
import type { LabelledText } from "./text-model.ts";

export interface Examples {
  train: LabelledText[];
  /** Every fourth text of each label: never learnt, so that there is something to measure on. */
  heldOut: LabelledText[];
}

const EVERY = 4;

/** Reads our own files of examples: a line `# LABEL`, then one text a line. */
export function readExamples(sources: readonly string[]): Examples {
  const examples: Examples = { train: [], heldOut: [] };
  for (const source of sources) {
    let label = "";
    let count = 0;
    for (const line of source.split("\n")) {
      if (line.startsWith("# ")) {
        label = line.slice(2).trim();
        count = 0;
      } else if (line.trim() !== "") {
        count += 1;
        examples[count % EVERY === 0 ? "heldOut" : "train"].push({ text: readText(line), label });
      }
    }
  }
  return examples;
}
