import type { Bag } from "./turn-terms.ts";

/** BM25's saturation and length correction; tried in wide steps on dialogues, where both are flat around these. */
const SATURATION = 1.2;
const LENGTH = 0.6;

/** BM25 over weighted terms: a score for every bag, in order; 0 where nothing is shared. */
export function createBagScorer(bags: readonly Bag[]): (query: Bag) => number[] {
  const seenIn = new Map<string, number>();
  for (const bag of bags) for (const term of bag.keys()) seenIn.set(term, (seenIn.get(term) ?? 0) + 1);
  const lengths = bags.map((bag) => [...bag.values()].reduce((sum, count) => sum + count, 0));
  const average = lengths.reduce((sum, length) => sum + length, 0) / (bags.length || 1) || 1;

  return (query) => {
    const rarity = new Map([...query.keys()].map((term) => [term, rarityOf(seenIn.get(term) ?? 0, bags.length)]));
    return bags.map((bag, index) => {
      const damping = SATURATION * (1 - LENGTH + LENGTH * ((lengths[index] ?? 0) / average));
      let score = 0;
      for (const [term, weight] of query) {
        const count = bag.get(term);
        if (count === undefined) continue;
        score += (weight * (rarity.get(term) ?? 0) * count * (SATURATION + 1)) / (count + damping);
      }
      return score;
    });
  };
}

function rarityOf(seen: number, all: number): number {
  return Math.log(1 + (all - seen + 0.5) / (seen + 0.5));
}
