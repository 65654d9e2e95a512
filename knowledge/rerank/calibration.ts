import type { FeatureRow } from "./boosted-trees.ts";

/** A logistic model over a few features. */
export interface Calibration {
  weights: number[];
  offset: number;
}

const ROUNDS = 2_000;
const RATE = 0.5;
const RIDGE = 1e-4;

/** The chance, 0…1, that a finding with these features is right. */
export function chanceOf({ weights, offset }: Calibration, row: FeatureRow): number {
  const sum = weights.reduce((total, weight, k) => total + weight * (row[k] ?? 0), offset);
  return 1 / (1 + Math.exp(-sum));
}

/** Fits by plain descent; features should be of about one size. @throws RangeError without rows */
export function fitCalibration(rows: readonly FeatureRow[], isRight: readonly boolean[]): Calibration {
  const count = rows[0]?.length;
  if (count === undefined) throw new RangeError("There is nothing to learn from");
  const model: Calibration = { weights: new Array<number>(count).fill(0), offset: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const slopes = model.weights.map((weight) => RIDGE * weight);
    let offsetSlope = 0;
    rows.forEach((row, place) => {
      const error = (chanceOf(model, row) - (isRight[place] ? 1 : 0)) / rows.length;
      offsetSlope += error;
      for (let k = 0; k < count; k++) slopes[k] = (slopes[k] as number) + error * (row[k] as number);
    });
    model.offset -= RATE * offsetSlope;
    model.weights = model.weights.map((weight, k) => weight - RATE * (slopes[k] as number));
  }
  return model;
}
