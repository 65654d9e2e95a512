import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lazily } from "../../../infra/lazily.ts";
import { packageRoot } from "../../../infra/package-root.ts";
import type { Place } from "../learn/evidence.ts";
import { openModel, storedModelSchema } from "../learn/stored-model.ts";
import type { ReadText } from "../read-text.ts";

/** A kind that the trained model hears in a text. */
export interface HeardRisk {
  kind: string;
  /** 0 to 1. */
  score: number;
  /** Of the folded text: what spoke for it. */
  places: Place[];
}

/** Where one text in a hundred of those that are harmless is taken for something (see the data card). */
const LEAST_MARGIN = -0.1;
/** From margins to scores. */
const SHARPNESS = 4;

/** Trained by `npm run train:signals`; read with the module, so that a start and not a message misses it. */
export const riskModelFile = join(packageRoot, "knowledge/classify/models/risk.json");
const stored = readFileSync(riskModelFile, "utf8");
const modelOf = lazily(() => openModel(storedModelSchema.parse(JSON.parse(stored))));

/** What no list of words has, by likeness to examples. */
export function hearRisks(text: ReadText): HeardRisk[] {
  if (text.cut.length < 2) return [];
  const model = modelOf();
  const heard: HeardRisk[] = [];
  for (const [place, margin] of model.margins(text).entries()) {
    const kind = model.labels[place];
    if (kind === undefined || margin < LEAST_MARGIN) continue;
    heard.push({ kind, score: 1 / (1 + Math.exp(-SHARPNESS * margin)), places: model.evidence(text, kind) });
  }
  return heard;
}
