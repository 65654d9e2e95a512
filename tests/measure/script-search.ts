import { readFileSync } from "node:fs";
import { silentLog } from "../../infra/log/log.ts";
import { createStaticEmbedder } from "../../knowledge/ports/static-embedder.ts";
import { createEmbedQuestion } from "../../knowledge/retrieve/embed-question.ts";
import { type SearchableScript, toScriptEntry } from "../../knowledge/scripts/script-entry.ts";
import { createScriptIndex } from "../../knowledge/scripts/script-index.ts";

/** What agents typed, and which scripts answer it; none where no script does. */
interface LabelledQuery {
  query: string;
  fitting: string[];
}

export interface ScriptSearchFigures {
  queries: number;
  recallAt1: number;
  recallAt3: number;
  /** Mean of one over the place of the first that fits. */
  mrr: number;
  /** Of the queries that a script answers: the first that fits is at or above the threshold. */
  shownShare: number;
  noFit: number;
  /** Of the queries that no script answers: nothing reaches the threshold. */
  noFitBelow: number;
  /** The queries whose first script is another. */
  missed: { query: string; fitting: string[]; found: string[] }[];
  /** The queries without a script for which something reaches the threshold. */
  wrong: { query: string; found: string; score: number }[];
}

const fixtures = new URL("../fixtures/scripts/", import.meta.url);
const seed = new URL("../../app/seed/data/scripts.json", import.meta.url);

/** Searches the seed's scripts and the further ones for every query of a file, with the embedder that needs no service. */
export async function measureScriptSearch(file: string, threshold: number): Promise<ScriptSearchFigures> {
  const index = createScriptIndex();
  const embedder = createStaticEmbedder();
  const entries = readScripts().map(toScriptEntry);
  await index.add(entries);
  for (const { id, wordings } of entries) {
    const vectors = await embedder.embed(wordings);
    index.addVectors(vectors.map((vector, part) => ({ itemId: id, part, vector })));
  }
  const embedQuestion = createEmbedQuestion(embedder, silentLog, 2_000);
  const results = [];
  for (const { query, fitting } of readQueries(file)) {
    const found = await index.search(query, await embedQuestion(query));
    results.push({ query, fitting, found, place: found.findIndex(({ id }) => fitting.includes(id)) + 1 });
  }
  const fit = results.filter(({ fitting }) => fitting.length > 0);
  const noFit = results.filter(({ fitting }) => fitting.length === 0);
  const share = (count: number, of: unknown[]) => count / of.length;
  const reaching = noFit.filter(({ found }) => (found[0]?.score ?? 0) >= threshold);
  return {
    queries: fit.length,
    recallAt1: share(fit.filter(({ place }) => place === 1).length, fit),
    recallAt3: share(fit.filter(({ place }) => place >= 1 && place <= 3).length, fit),
    mrr: fit.reduce((sum, { place }) => sum + (place > 0 ? 1 / place : 0), 0) / fit.length,
    shownShare: share(
      fit.filter(({ place, found }) => place > 0 && (found[place - 1]?.score ?? 0) >= threshold).length,
      fit,
    ),
    noFit: noFit.length,
    noFitBelow: share(noFit.length - reaching.length, noFit),
    missed: fit
      .filter(({ place }) => place !== 1)
      .map(({ query, fitting, found }) => ({
        query,
        fitting,
        found: found.slice(0, 3).map(({ id, score }) => `${id} ${score.toFixed(2)}`),
      })),
    wrong: reaching.map(({ query, found }) => ({
      query,
      found: found[0]?.id ?? "",
      score: found[0]?.score ?? 0,
    })),
  };
}

function readScripts(): SearchableScript[] {
  const seeded = JSON.parse(readFileSync(seed, "utf8")) as Omit<SearchableScript, "id" | "subcategory">[];
  return [
    ...seeded.map((script, index) => ({ ...script, id: `seed-${index + 1}`, subcategory: null })),
    ...readRows("scripts.tsv").map(([id = "", category = "", scenario = "", tags = "", cn = "", en = ""]) => ({
      id,
      category,
      scenario,
      tags: tags.split(","),
      contentCn: cn,
      contentEn: en,
      subcategory: null,
      purpose: null,
    })),
  ];
}

function readQueries(file: string): LabelledQuery[] {
  return readRows(file).map(([query = "", fitting = ""]) => ({
    query,
    fitting: fitting === "-" ? [] : fitting.split("|"),
  }));
}

function readRows(file: string): string[][] {
  const lines = readFileSync(new URL(file, fixtures), "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => line.split("\t"));
}
