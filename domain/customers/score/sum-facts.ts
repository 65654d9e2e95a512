import { type FactKind, factKinds, type ScoreFact } from "./score-facts.ts";
import type { SumPolicy } from "./score-policy.ts";

/** What facts of one kind give. */
export interface FactReason {
  kind: FactKind;
  /** How many counted. */
  count: number;
  /** To a tenth. */
  points: number;
  lastAt: Date;
}

export interface FactSum {
  points: number;
  /** What it is made of, the weightiest first. */
  reasons: FactReason[];
}

const DAY_MS = 24 * 60 * 60_000;

/**
 * Adds up what facts are worth, each halved with every half-life since, held between 0 and the highest. Of a kind the newest
 * count where only so many may. The same facts give the same sum in whichever order they come. Pure.
 */
export function sumFacts(facts: readonly ScoreFact[], policy: SumPolicy, now: Date): FactSum {
  const summed = factKinds.flatMap((kind) => {
    const worth = policy.points[kind] ?? 0;
    const newest = facts
      .filter((fact) => fact.kind === kind)
      .map(({ at }) => at.getTime())
      .sort((left, right) => right - left)
      .slice(0, policy.most?.[kind]);
    const [last] = newest;
    if (worth === 0 || last === undefined) return [];
    const thousandths = newest.reduce((sum, at) => sum + thousandthsOf(worth, at, policy.halfLifeDays, now), 0);
    return [{ kind, count: newest.length, thousandths, lastAt: new Date(last) }];
  });
  const sum = summed.reduce((total, { thousandths }) => total + thousandths, 0);
  const reasons = summed
    .map(({ kind, count, thousandths, lastAt }) => ({
      kind,
      count,
      points: Math.round(thousandths / 100) / 10,
      lastAt,
    }))
    .filter(({ points }) => points > 0)
    .sort((left, right) => right.points - left.points || factKinds.indexOf(left.kind) - factKinds.indexOf(right.kind));
  return { points: Math.min(policy.highest, Math.round(sum / 1000)), reasons };
}

// Whole thousandths: sums of fractions depend on their order. What a fast clock dates ahead counts from now.
function thousandthsOf(worth: number, at: number, halfLifeDays: number | null, now: Date): number {
  if (halfLifeDays === null) return worth * 1000;
  const days = Math.max(0, (now.getTime() - at) / DAY_MS);
  return Math.round(worth * 0.5 ** (days / halfLifeDays) * 1000);
}
