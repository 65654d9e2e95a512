import type { SavedCoarseRows } from "../vector-store.ts";
import { createDotKernel } from "./dot-kernel.ts";

const PAGE = 65_536;
const LARGEST = 127;
// A sum of products of 8 and 16 bits must stay within 32 bits.
const LARGEST_SUM = 2 ** 31 - 1;
const MOST_QUERY = 16_383;

/** Between what the dot product of each row lies for certain. */
export interface Bounds {
  least: Float64Array;
  most: Float64Array;
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
  let bounds: Bounds = { least: new Float64Array(0), most: new Float64Array(0) };

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
    /** The first `count` rows, for a file; good until the next change. */
    save(count: number): SavedCoarseRows {
      return {
        rows: new Int8Array(memory.buffer, rowsAt(), count * width),
        scales: scales.subarray(0, count),
        losses: losses.subarray(0, count),
      };
    },
    /** Puts back what `save` gave, from row 0 on. False where it is not of so many dimensions. */
    restore(saved: SavedCoarseRows): boolean {
      if (saved.rows.length !== saved.scales.length * width) return false;
      reserve(saved.scales.length);
      new Int8Array(memory.buffer, rowsAt(), saved.rows.length).set(saved.rows);
      scales.set(saved.scales);
      losses.set(saved.losses);
      return true;
    },
    /** The bounds of rows 0 to `count` - 1; good until the next call. */
    bounds(query: Float32Array, count: number): Bounds {
      if (bounds.least.length < count) {
        bounds = { least: new Float64Array(scales.length), most: new Float64Array(scales.length) };
      }
      if (count > 0) write(bounds, query, count);
      return bounds;
    },
  };

  function write({ least, most }: Bounds, query: Float32Array, count: number): void {
    const { scale, loss: queryLoss, length } = roundQuery(query);
    scan(rowsAt(), 0, outAt(), Math.ceil(count / 4) * 4, width);
    const sums = new Int32Array(memory.buffer, outAt(), count);
    // Both roundings by Cauchy and Schwarz; no rounded row is longer than its largest number in every dimension.
    const lossByScale = queryLoss * LARGEST * Math.sqrt(dimensions);
    for (let row = 0; row < count; row++) {
      const rowScale = scales[row] as number;
      const estimate = (sums[row] as number) * scale * rowScale;
      const error = length * (losses[row] as number) + lossByScale * rowScale + 1e-6;
      least[row] = estimate - error;
      most[row] = estimate + error;
    }
  }

  /** Writes the query into the memory as 16-bit numbers, and says what they are to be multiplied with and what was lost. */
  function roundQuery(query: Float32Array): { scale: number; loss: number; length: number } {
    const largest = Math.min(MOST_QUERY, Math.floor(LARGEST_SUM / (LARGEST * width)));
    const scale = largestOf(query) / largest || 1;
    const rounded = new Int16Array(memory.buffer, 0, width).fill(0);
    let lost = 0;
    let squares = 0;
    for (let index = 0; index < dimensions; index++) {
      const value = query[index] ?? 0;
      rounded[index] = Math.round(value / scale);
      lost += (value - (rounded[index] ?? 0) * scale) ** 2;
      squares += value * value;
    }
    return { scale, loss: Math.sqrt(lost), length: Math.sqrt(squares) };
  }
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
