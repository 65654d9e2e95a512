import type { SparseVector } from "./vectoriser.ts";

/** How much of a column's log-count ratio counts; the rest of the factor is 1 (Wang and Manning 2012 interpolate too). */
const SHARE = 0.4;

/** For each column how much more often one side has it than the other, as a factor for a separator (a NB-SVM). */
export function logCountRatios(
  vectors: readonly SparseVector[],
  isPositive: Uint8Array,
  columns: number,
): Float32Array {
  const sides = [new Float64Array(columns).fill(1), new Float64Array(columns).fill(1)] as const;
  for (const [row, vector] of vectors.entries()) {
    const side = sides[isPositive[row] === 1 ? 1 : 0];
    for (const column of vector.columns) side[column] = (side[column] ?? 0) + 1;
  }
  const [negative, positive] = [sumOf(sides[0]), sumOf(sides[1])];
  return Float32Array.from({ length: columns }, (_, column) => {
    const ratio = Math.log((sides[1][column] ?? 1) / positive) - Math.log((sides[0][column] ?? 1) / negative);
    return 1 - SHARE + SHARE * Math.abs(ratio);
  });
}

function sumOf(numbers: Float64Array): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
