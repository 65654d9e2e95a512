import type { Separator } from "./support-vectors.ts";
import type { SparseVector } from "./vectoriser.ts";

/** Several separators side by side: a column's weights lie together, so that reading a text goes through memory once. */
export interface Planes {
  width: number;
  /** `width` numbers for each column; the last row is the intercepts. */
  weights: Float32Array;
}

export function packPlanes(separators: readonly Separator[]): Planes {
  const width = separators.length;
  const weights = new Float32Array(width * (separators[0]?.length ?? 0));
  for (const [place, separator] of separators.entries()) {
    for (let column = 0; column < separator.length; column += 1)
      weights[column * width + place] = separator[column] ?? 0;
  }
  return { width, weights };
}

/** How far a vector lies on the positive side of each. */
export function marginsOf({ width, weights }: Planes, { columns, values }: SparseVector): Float32Array {
  const margins = weights.slice(Math.max(0, weights.length - width));
  for (let at = 0; at < columns.length; at += 1) {
    const [row, value] = [(columns[at] as number) * width, values[at] as number];
    for (let place = 0; place < width; place += 1)
      (margins[place] as number) += value * (weights[row + place] as number);
  }
  return margins;
}
