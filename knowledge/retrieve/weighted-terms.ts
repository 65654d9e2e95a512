import type { TermStatistics } from "./term-statistics.ts";

/** A query's terms with their weights, looked up once for all candidates. */
export interface WeightedTerms {
  terms: readonly { term: string; weight: number }[];
  total: number;
  /** Sum of the squared weights. */
  squares: number;
}

export function weighTerms(terms: Iterable<string>, statistics: TermStatistics): WeightedTerms {
  const weighted = [...new Set(terms)].map((term) => ({ term, weight: statistics.weight(term) }));
  return {
    terms: weighted,
    total: weighted.reduce((sum, { weight }) => sum + weight, 0),
    squares: weighted.reduce((sum, { weight }) => sum + weight ** 2, 0),
  };
}

/** The sums alone, of a candidate's terms: there are many of those a question. */
export function sumWeights(
  terms: ReadonlySet<string>,
  statistics: TermStatistics,
): Pick<WeightedTerms, "total" | "squares"> {
  let total = 0;
  let squares = 0;
  for (const term of terms) {
    const weight = statistics.weight(term);
    total += weight;
    squares += weight * weight;
  }
  return { total, squares };
}

/** The weight that a text shares with the query. */
export function sharedWeight(query: WeightedTerms, isIn: (term: string) => boolean): number {
  let sum = 0;
  for (const { term, weight } of query.terms) if (isIn(term)) sum += weight;
  return sum;
}

/** 0 where there is nothing to share. */
export function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
