import type { SavedVectors, VectorHit } from "../vector-store.ts";
import { createCoarseRows } from "./coarse-rows.ts";

/** The vectors of one knowledge base in one place. */
export type VectorRows = ReturnType<typeof createVectorRows>;

export interface VectorPlace {
  itemId: string;
  part: number;
}

// Fewer are compared in full in a millisecond; and each coarse pass has a memory of its own, of which a process can have
// some hundreds only.
const COARSE_FROM = 4_096;

/** Exact search over many vectors: a coarse pass rules out nearly all of them, and the rest are compared in full. */
export function createVectorRows(dimensions: number, coarseFrom = COARSE_FROM) {
  let coarse: ReturnType<typeof createCoarseRows> | null = null;
  let itemIds: string[] = [];
  let parts: number[] = [];
  let values = new Float32Array(0);
  // Of a hundred thousand items that came from a file hardly any is ever changed.
  let rowsById: Map<string, number[]> | null = null;

  function rowsOf(): Map<string, number[]> {
    if (rowsById) return rowsById;
    rowsById = new Map();
    for (const [row, itemId] of itemIds.entries()) {
      const rows = rowsById.get(itemId);
      if (rows) rows.push(row);
      else rowsById.set(itemId, [row]);
    }
    return rowsById;
  }

  function reserve(rows: number): void {
    if (rows * dimensions <= values.length) return;
    const larger = new Float32Array(Math.max(rows, Math.ceil((itemIds.length * 3) / 2), 16) * dimensions);
    larger.set(values.subarray(0, itemIds.length * dimensions));
    values = larger;
    coarse?.reserve(larger.length / dimensions);
  }

  function beginCoarse(): void {
    coarse = createCoarseRows(dimensions);
    coarse.reserve(values.length / dimensions);
    for (let row = 0; row < itemIds.length; row++) coarse.set(row, rowAt(row));
  }

  function write(row: number, { itemId, part }: VectorPlace, vector: Float32Array): void {
    values.set(vector, row * dimensions);
    coarse?.set(row, vector);
    itemIds[row] = itemId;
    parts[row] = part;
    if (!coarse && itemIds.length >= coarseFrom) beginCoarse();
  }

  const rowAt = (row: number) => values.subarray(row * dimensions, (row + 1) * dimensions);

  function removeRow(row: number): void {
    const last = itemIds.length - 1;
    const moved = itemIds[last];
    if (row !== last && moved !== undefined) {
      write(row, { itemId: moved, part: parts[last] ?? 0 }, rowAt(last));
      const rows = rowsOf().get(moved) ?? [];
      rows[rows.indexOf(last)] = row;
    }
    itemIds.pop();
    parts.pop();
  }

  function offerRow(row: number, query: Float32Array, limit: number, best: VectorHit[]): void {
    const score = dot(query, values, row * dimensions);
    const last = best[best.length - 1];
    if (best.length >= limit && (!last || last.score >= score)) return;
    let place = best.length;
    while (place > 0 && (best[place - 1]?.score ?? 0) < score) place--;
    best.splice(place, 0, { itemId: itemIds[row] ?? "", part: parts[row] ?? 0, score });
    if (best.length > limit) best.pop();
  }

  return {
    /** All of it; not to be written to, and good until the next change. */
    save: (): SavedVectors => ({
      dimensions,
      itemIds,
      parts: Uint32Array.from(parts),
      values: values.subarray(0, itemIds.length * dimensions),
      ...(coarse ? { coarse: coarse.save(itemIds.length) } : {}),
    }),
    /** Takes over what `save` gave, in place of what is there. */
    restore(saved: SavedVectors): void {
      itemIds = [...saved.itemIds];
      parts = [...saved.parts];
      values = saved.values;
      rowsById = null;
      coarse = null;
      if (itemIds.length < coarseFrom) return;
      const restored = createCoarseRows(dimensions);
      const isWhole = saved.coarse?.scales.length === itemIds.length && restored.restore(saved.coarse);
      if (isWhole) coarse = restored;
      else beginCoarse();
    },
    put(place: VectorPlace, vector: Float32Array): void {
      const rows = rowsOf().get(place.itemId) ?? [];
      const known = rows.find((row) => parts[row] === place.part);
      if (known !== undefined) {
        write(known, place, vector);
        return;
      }
      reserve(itemIds.length + 1);
      rows.push(itemIds.length);
      rowsOf().set(place.itemId, rows);
      write(itemIds.length, place, vector);
    },
    delete(itemId: string): void {
      for (let rows = rowsOf().get(itemId); rows?.length; ) removeRow(rows.pop() ?? 0);
      rowsOf().delete(itemId);
    },
    /** Puts the nearest into `best`, which stays sorted and at most `limit` long. */
    search(query: Float32Array, limit: number, best: VectorHit[]): void {
      if (!coarse) {
        for (let row = 0; row < itemIds.length; row++) offerRow(row, query, limit, best);
        return;
      }
      const { least, most } = coarse.bounds(query, itemIds.length);
      const reached = kthLargest(least, itemIds.length, limit);
      for (let row = 0; row < itemIds.length; row++) {
        if ((most[row] as number) >= reached) offerRow(row, query, limit, best);
      }
    },
  };
}

/** What the `limit`-th best row reaches for certain: a row that cannot is none of the best. */
function kthLargest(certain: Float64Array, rows: number, limit: number): number {
  const largest = new Float64Array(limit).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < rows; row++) {
    const value = certain[row] as number;
    if (value <= (largest[limit - 1] as number)) continue;
    let place = limit - 1;
    for (; place > 0 && (largest[place - 1] as number) < value; place--) largest[place] = largest[place - 1] as number;
    largest[place] = value;
  }
  return largest[limit - 1] ?? Number.NEGATIVE_INFINITY;
}

/** Four sums beside each other, which do not wait for one another: a third of the time. */
function dot(query: Float32Array, values: Float32Array, start: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  const whole = query.length - (query.length % 4);
  let index = 0;
  // The index is within both arrays: asking of each number whether it is there would take as long again.
  for (; index < whole; index += 4) {
    const at = start + index;
    first += (query[index] as number) * (values[at] as number);
    second += (query[index + 1] as number) * (values[at + 1] as number);
    third += (query[index + 2] as number) * (values[at + 2] as number);
    fourth += (query[index + 3] as number) * (values[at + 3] as number);
  }
  let sum = first + second + third + fourth;
  for (; index < query.length; index++) sum += (query[index] as number) * (values[start + index] as number);
  return sum;
}
