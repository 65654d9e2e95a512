import { expect, it } from "vitest";
import { MIN_SCRIPT_SCORE } from "../../bot/scripts/min-script-score.ts";
import { measureScriptSearch } from "./script-search.ts";

// Floors well below what was measured (docs/desk-scripts.md): a change that makes the search worse is seen.
it.each(["queries.tsv", "queries.blind.tsv"])("the search still finds the scripts for %s", async (file) => {
  const figures = await measureScriptSearch(file, MIN_SCRIPT_SCORE);
  expect(figures.queries).toBeGreaterThan(60);
  expect(figures.recallAt1).toBeGreaterThan(0.5);
  expect(figures.recallAt3).toBeGreaterThan(0.6);
  expect(figures.mrr).toBeGreaterThan(0.55);
  expect(figures.noFitBelow).toBeGreaterThan(0.9);
});
