import { InputError } from "../../../infra/errors.ts";
import {
  defaultChoiceThreshold,
  defaultThreshold,
  parsePairs,
  parseQueries,
  type RetrievalFigures,
} from "../../../knowledge/index.ts";
import { withProgress } from "../progress.ts";
import { readNamedFile } from "../read-named-file.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";
import type { Tool } from "../tool.ts";
import { findKb } from "./find-kb.ts";
import { useKnowledge } from "./use-knowledge.ts";

export interface RetrievalOptions {
  /** Files. */
  queries: string;
  pairs?: string;
  /** Name of a knowledge base. */
  kb?: string;
}

export async function evaluateKnowledge(tool: Tool, options: RetrievalOptions): Promise<Report> {
  const { queries: file, pairs: pairsFile, kb } = options;
  const queries = parseQueries(await readNamedFile(file));
  const [first] = queries;
  if (!first) throw new InputError(`There are no questions in ${file}`);
  const pairs = pairsFile === undefined ? null : parsePairs(await readNamedFile(pairsFile));
  if (kb !== undefined) await findKb(tool, kb);
  const knowledge = await useKnowledge(tool);
  const where = { orgId: await tool.orgId(), ...(kb === undefined ? {} : { kb }) };
  // The first search reads everything into the index, which a running product has done long before.
  await knowledge.search({ ...where, question: first.query });
  const faqRanker = pairs
    ? await withProgress("learning", (onProgress) => knowledge.learnRanker(pairs, onProgress))
    : undefined;
  const figures = await withProgress("questions", (onProgress) =>
    knowledge.evaluateRetrieval({ ...where, queries, onProgress, ...(faqRanker ? { faqRanker } : {}) }),
  );
  return {
    json: { threshold: defaultThreshold, choiceThreshold: defaultChoiceThreshold, ...figures },
    text: describe(figures),
  };
}

function describe(figures: RetrievalFigures): string {
  const share = (value: number | null) => (value === null ? "–" : value.toFixed(3));
  return fields({
    questions: `${figures.queries}, ${figures.answerable} of them to be answered`,
    "recall@1": share(figures.recallAt1),
    "recall@5": share(figures.recallAt5),
    "MRR@10": share(figures.mrrAt10),
    ...Object.fromEntries(
      Object.entries(figures.abstentionAuroc).map(([kind, value]) => [`AUROC ${kind}`, share(value)]),
    ),
    "right decisions": share(figures.rightDecisions),
    "share answered": share(figures.shareAnswered),
    precision: share(figures.precision),
    "share asked back": share(figures.shareAskedBack),
    "right among options": `${share(figures.rightAmongOptions)} (${share(figures.rightAmongOptionsOfAnswerable)} where there is an answer)`,
    "latency p50": `${figures.latencyMs.p50.toFixed(1)} ms`,
    "latency p95": `${figures.latencyMs.p95.toFixed(1)} ms`,
  });
}
