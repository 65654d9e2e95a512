import { seededNumbers } from "../support/surfaces/seeded-order.ts";

/** Chance that is the same for a seed: each person has their own, so that who is slower does not change the others. */
export interface Random {
  /** True so often out of 1. */
  chance(share: number): boolean;
  between(least: number, most: number): number;
  pick<T>(from: readonly T[]): T;
  /** Another source of the same seed. */
  fork(name: string): Random;
}

export function randomOf(seed: number): Random {
  const next = seededNumbers(seed);
  return {
    chance: (share) => next() < share,
    between: (least, most) => least + next() * (most - least),
    pick: (from) => {
      const picked = from[Math.floor(next() * from.length)];
      if (picked === undefined) throw new Error("nothing to pick from");
      return picked;
    },
    fork: (name) => randomOf(seed ^ hashOf(name)),
  };
}

function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const sign of name) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  return hash;
}
