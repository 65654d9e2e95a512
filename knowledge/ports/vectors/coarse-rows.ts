import { createDotKernel } from "./dot-kernel.ts";

const PAGE = 65_536;
const LARGEST = 127;
// A sum of products of 8 and 16 bits must stay within 32 bits.
const LARGEST_SUM = 2 ** 31 - 1;
const MOST_QUERY = 16_383;

/** An estimate for each row, and how far from the truth it can be at most. */
export interface Estimates {
  values: Float64Array;
  errors: Float64Array;
}

/**
 * Vectors in a byte a dimension, a quarter of their size: a first pass over all of them that says of each within which
 * bounds its dot product lies. Rows are numbered from 0.
 */
export function createCoarseRows(dimensions: number) {
  const width = Math.ceil(dimensions / 16) * 16;
  const { memory, scan } = createDotKernel();
  let scales = new Float32Array(0);
  let losses = new Float32Array(0);

  // In the memory: the query, then an estimate for each row there is room for, then the rows.
  const queryBytes = width * 2;
  const outAt = () => queryBytes;
  const rowsAt = () => queryBytes + scales.length * 4;

  function reserve(rows: number): void {
    if (rows <= scales.length) return;
    const room = Math.ceil(Math.max(rows, scales.length * 1.5, 64) / 16) * 16;
    const old = { at: rowsAt(), bytes: scales.length * width };
    scales = enlarged(scales, room);
    losses = enlarged(losses, room);
    const missing = rowsAt() + room * width - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    new Uint8Array(memory.buffer).copyWithin(rowsAt(), old.at, old.at + old.bytes);
  }

  return {
    reserve,
    /** Writes a row; there must be room for it. */
    set(row: number, vector: Float32Array): void {
      const scale = largestOf(vector) / LARGEST;
      const target = new Int8Array(memory.buffer, rowsAt() + row * width, width);
      target.fill(0);
      let squares = 0;
      for (let index = 0; index < dimensions; index++) {
        const value = vector[index] ?? 0;
        const rounded = scale > 0 ? Math.round(value / scale) : 0;
        target[index] = rounded;
        squares += (value - rounded * scale) ** 2;
      }
      scales[row] = scale;
      losses[row] = Math.sqrt(squares);
    },
    /** The estimates of rows 0 to `count` - 1; good until the next call. */
    estimate(query: Float32Array, count: number): Estimates {
      const values = new Float64Array(count);
      const errors = new Float64Array(count);
      if (count === 0) return { values, errors };
      const most = Math.min(MOST_QUERY, Math.floor(LARGEST_SUM / (LARGEST * width)));
      const scale = largestOf(query) / most || 1;
      const rounded = new Int16Array(memory.buffer, 0, width).fill(0);
      let lost = 0;
      let squares = 0;
      for (let index = 0; index < dimensions; index++) {
        const value = query[index] ?? 0;
        rounded[index] = Math.round(value / scale);
        lost += (value - (rounded[index] ?? 0) * scale) ** 2;
        squares += value * value;
      }
      scan(rowsAt(), 0, outAt(), count, width);
      const sums = new Int32Array(memory.buffer, outAt(), count);
      const queryLength = Math.sqrt(squares);
      const queryLoss = Math.sqrt(lost);
      for (let row = 0; row < count; row++) {
        const rowScale = scales[row] ?? 0;
        const loss = losses[row] ?? 0;
        values[row] = (sums[row] ?? 0) * scale * rowScale;
        // Both roundings by Cauchy and Schwarz; no rounded row is longer than its largest number in every dimension.
        errors[row] = queryLength * loss + queryLoss * rowScale * LARGEST * Math.sqrt(dimensions) + 1e-6;
      }
      return { values, errors };
    },
  };
}

function largestOf(vector: Float32Array): number {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  return largest;
}

function enlarged(array: Float32Array<ArrayBuffer>, size: number): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(size);
  larger.set(array);
  return larger;
}
