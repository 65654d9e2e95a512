import { MIN_SCRIPT_SCORE } from "../../bot/scripts/min-script-score.ts";
import { measureScriptSearch } from "./script-search.ts";

// Prints how well the search finds scripts for what agents type. `--wrong` also prints what it missed, but never of the
// blind part: who reads that tunes on it. `--threshold 0.5` tries another threshold.

const showsWrong = process.argv.includes("--wrong");
const given = process.argv.indexOf("--threshold");
const threshold = given === -1 ? MIN_SCRIPT_SCORE : Number(process.argv[given + 1]);

for (const [part, file] of [
  ["the part that was worked on", "queries.tsv"],
  ["the blind part", "queries.blind.tsv"],
] as const) {
  if (process.argv.includes("--worked-on") && file === "queries.blind.tsv") continue;
  const figures = await measureScriptSearch(file, threshold);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  print(`\n${part}: ${figures.queries} queries with a script, ${figures.noFit} without`);
  print(
    `  recall@1 ${percent(figures.recallAt1)}  recall@3 ${percent(figures.recallAt3)}  MRR ${figures.mrr.toFixed(3)}`,
  );
  print(
    `  at ${threshold}: shown ${percent(figures.shownShare)}, without a script below ${percent(figures.noFitBelow)}`,
  );
  if (!showsWrong || file === "queries.blind.tsv") continue;
  for (const { query, fitting, found } of figures.missed) {
    print(`  missed “${query}”: ${fitting.join("|")}, found ${found.join(", ") || "nothing"}`);
  }
  for (const { query, found, score } of figures.wrong) print(`  wrong “${query}”: ${found} ${score.toFixed(2)}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
