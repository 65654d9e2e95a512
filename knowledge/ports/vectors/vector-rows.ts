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
  const places: VectorPlace[] = [];
  const rowsOf = new Map<string, number[]>();
  let values = new Float32Array(0);

  function reserve(rows: number): void {
    if (rows * dimensions <= values.length) return;
    const larger = new Float32Array(Math.max(rows, Math.ceil((places.length * 3) / 2), 16) * dimensions);
    larger.set(values.subarray(0, places.length * dimensions));
    values = larger;
    coarse?.reserve(larger.length / dimensions);
  }

  function beginCoarse(): void {
    coarse = createCoarseRows(dimensions);
    coarse.reserve(values.length / dimensions);
    for (let row = 0; row < places.length; row++) coarse.set(row, rowAt(row));
  }

  function write(row: number, place: VectorPlace, vector: Float32Array): void {
    values.set(vector, row * dimensions);
    coarse?.set(row, vector);
    places[row] = place;
    if (!coarse && places.length >= coarseFrom) beginCoarse();
  }

  const rowAt = (row: number) => values.subarray(row * dimensions, (row + 1) * dimensions);

  function offerRow(row: number, query: Float32Array, limit: number, best: VectorHit[]): void {
    const place = places[row];
    if (place) offer(best, place, dot(query, values, row * dimensions), limit);
  }

  function removeRow(row: number): void {
    const last = places.length - 1;
    const moved = places[last];
    if (row !== last && moved) {
      write(row, moved, rowAt(last));
      const rows = rowsOf.get(moved.itemId) ?? [];
      rows[rows.indexOf(last)] = row;
    }
    places.pop();
  }

  return {
    reserve,
    /** All of it; not to be written to, and good until the next change. */
    save: (): SavedVectors => ({
      dimensions,
      itemIds: places.map(({ itemId }) => itemId),
      parts: Uint32Array.from(places, ({ part }) => part),
      values: values.subarray(0, places.length * dimensions),
    }),
    put(place: VectorPlace, vector: Float32Array): void {
      const rows = rowsOf.get(place.itemId) ?? [];
      const known = rows.find((row) => places[row]?.part === place.part);
      if (known !== undefined) {
        write(known, place, vector);
        return;
      }
      reserve(places.length + 1);
      rows.push(places.length);
      rowsOf.set(place.itemId, rows);
      write(places.length, place, vector);
    },
    delete(itemId: string): void {
      for (let rows = rowsOf.get(itemId); rows?.length; ) removeRow(rows.pop() ?? 0);
      rowsOf.delete(itemId);
    },
    /** Puts the nearest into `best`, which stays sorted and at most `limit` long. */
    search(query: Float32Array, limit: number, best: VectorHit[]): void {
      if (!coarse) {
        for (let row = 0; row < places.length; row++) offerRow(row, query, limit, best);
        return;
      }
      const { least, most } = coarse.bounds(query, places.length);
      const reached = kthLargest(least, places.length, limit);
      for (let row = 0; row < places.length; row++) {
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

function offer(best: VectorHit[], { itemId, part }: VectorPlace, score: number, limit: number): void {
  const last = best[best.length - 1];
  if (best.length >= limit && (!last || last.score >= score)) return;
  let place = best.length;
  while (place > 0 && (best[place - 1]?.score ?? 0) < score) place--;
  best.splice(place, 0, { itemId, part, score });
  if (best.length > limit) best.pop();
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
