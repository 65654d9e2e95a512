import { isFunctionWord } from "../text/function-words.ts";

/** How telling a term is in one collection of texts: rare terms weigh more. */
export interface TermStatistics {
  add(terms: ReadonlySet<string>): void;
  /** Takes back what `add` of the same terms did. */
  remove(terms: ReadonlySet<string>): void;
  /** Always above 0. */
  weight(term: string): number;
  /** In how many texts each term stands, and how many texts there are. */
  state(): TermCounts;
}

export interface TermCounts {
  terms: string[];
  counts: Uint32Array;
  texts: number;
}

// As if 200 other texts had been seen first, in which function words stand in 3 of 10 and any other term in 1 of 200:
// in a small collection that keeps "the" from weighing as much as "withdrawal"; in a large one it no longer matters.
const PRIOR_TEXTS = 200;
const PRIOR_SHARE = { functionWord: 0.3, other: 0.005 };
const LEAST_WEIGHT = 0.1;

/** Inverse document frequency, smoothed by a prior. */
export function createTermStatistics(from?: TermCounts): TermStatistics {
  const frequency = new Map<string, number>();
  from?.terms.forEach((term, place) => void frequency.set(term, from.counts[place] ?? 0));
  let texts = from?.texts ?? 0;
  return {
    add: (terms) => {
      texts++;
      for (const term of terms) frequency.set(term, (frequency.get(term) ?? 0) + 1);
    },
    remove: (terms) => {
      texts--;
      for (const term of terms) {
        const left = (frequency.get(term) ?? 0) - 1;
        if (left > 0) frequency.set(term, left);
        else frequency.delete(term);
      }
    },
    weight: (term) => {
      const share = isFunctionWord(term) ? PRIOR_SHARE.functionWord : PRIOR_SHARE.other;
      const seen = (frequency.get(term) ?? 0) + PRIOR_TEXTS * share + 0.5;
      return Math.max(LEAST_WEIGHT, Math.log((texts + PRIOR_TEXTS) / seen));
    },
    state: () => ({ terms: [...frequency.keys()], counts: Uint32Array.from(frequency.values()), texts }),
  };
}
