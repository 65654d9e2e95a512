import Table from "cli-table3";

/** One figure of the product beside the same of something else, measured in turns in one run. */
export interface Comparison {
  figure: string;
  unit: string;
  ours: number;
  theirs: number;
  against: string;
  /** What `ours / theirs` should be at least or at most. */
  goal: { atLeast: number } | { atMost: number };
}

/** A table for people and one line of JSON a comparison for programs, both on standard output. */
export function printComparisons(comparisons: readonly Comparison[]): void {
  const table = new Table({
    head: ["", "Deskhand", "other", "", "ratio", "goal", ""],
    colAligns: ["left", "right", "right", "left", "right", "right", "left"],
    style: { head: [] },
  });
  for (const comparison of comparisons) {
    const { figure, unit, ours, theirs, against } = comparison;
    const [theOurs, theTheirs] = [ours, theirs].map((value) => `${value.toPrecision(4)} ${unit}`);
    const ratio = `${ratioOf(comparison).toFixed(2)}×`;
    table.push([
      figure,
      theOurs,
      theTheirs,
      against,
      ratio,
      goalText(comparison),
      isReached(comparison) ? "" : "missed",
    ]);
  }
  process.stdout.write(`${table.toString()}\n`);
  for (const comparison of comparisons) {
    process.stdout.write(`${JSON.stringify({ ...comparison, ratio: ratioOf(comparison) })}\n`);
  }
}

function ratioOf({ ours, theirs }: Comparison): number {
  return ours / theirs;
}

function isReached(comparison: Comparison): boolean {
  const ratio = ratioOf(comparison);
  return "atLeast" in comparison.goal ? ratio >= comparison.goal.atLeast : ratio <= comparison.goal.atMost;
}

function goalText({ goal }: Comparison): string {
  return "atLeast" in goal ? `≥ ${goal.atLeast}×` : `≤ ${goal.atMost}×`;
}

/** Measures each in turn, `rounds` times: what slows the machine down for a while slows all of them. */
export async function inTurns<Result>(
  rounds: number,
  measures: readonly (() => Promise<Result>)[],
): Promise<Result[][]> {
  const results: Result[][] = measures.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, measure] of measures.entries()) results[index]?.push(await measure());
  }
  return results;
}

/** The middle one; of two the mean. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
