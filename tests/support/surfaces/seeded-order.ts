/** Numbers from 0 to 1 that are the same for a seed on every machine (mulberry32). */
export function seededNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Makes one list of many, in an order of the seed's that keeps the order within each. */
export function interleaved<T>(lists: readonly (readonly T[])[], seed: number): T[] {
  const next = seededNumbers(seed);
  const waiting = lists.map((list) => [...list]).filter((list) => list.length > 0);
  const order: T[] = [];
  while (waiting.length > 0) {
    const at = Math.floor(next() * waiting.length);
    const list = waiting[at] ?? [];
    order.push(...list.splice(0, 1));
    if (list.length === 0) waiting.splice(at, 1);
  }
  return order;
}
