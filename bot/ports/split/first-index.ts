/**
 * The smallest index in `[low, high)` for which `test` holds, `high` when it holds for none. `test` must stay true once
 * it has become true. Doubles its stride before it bisects, so that an index near `low` is found without asking far away.
 */
export function firstIndex(low: number, high: number, test: (index: number) => boolean): number {
  let from = low;
  let to = high;
  for (let stride = 1; low + stride - 1 < high; stride *= 2) {
    const index = low + stride - 1;
    if (test(index)) {
      to = index;
      break;
    }
    from = index + 1;
  }
  while (from < to) {
    const middle = from + Math.floor((to - from) / 2);
    if (test(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
