import { detectLanguage } from "../../../domain/language/detect-language.ts";
import { InputError } from "../../../infra/errors.ts";
import { evaluateRetrieval, parseQueries, type RetrievalFigures } from "../../../knowledge/evaluate/retrieval.ts";
import { defaultThreshold, type Knowledge } from "../../../knowledge/index.ts";
import { readTextFile } from "../../../knowledge/ingest/read-text-file.ts";
import { withProgress } from "../progress.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";
import type { Tool } from "../tool.ts";
import { findKb } from "./find-kb.ts";
import { useKnowledge } from "./use-knowledge.ts";

/** The longest list that a figure looks at (MRR@10), of documents: several passages may be of one. */
const PLACES = 10;
const PASSAGES = 40;

export async function evaluateKnowledge(tool: Tool, file: string, kb: string | undefined): Promise<Report> {
  const queries = parseQueries(await readQueries(file));
  const [first] = queries;
  if (!first) throw new InputError(`There are no questions in ${file}`);
  if (kb !== undefined) await findKb(tool, kb);
  const knowledge = await useKnowledge(tool);
  const search = createSearch(knowledge, await tool.orgId(), kb);
  // The first search reads everything into the index, which a running product has done long before.
  await search(first.query);
  const figures = await withProgress("questions", (progress) =>
    evaluateRetrieval(queries, search, () => performance.now(), progress),
  );
  return { json: { threshold: defaultThreshold, ...figures }, text: describe(figures) };
}

function createSearch(knowledge: Knowledge, orgId: string, kb: string | undefined) {
  return async (question: string) => {
    const language = detectLanguage(question);
    const { found } = await knowledge.search({
      orgId,
      question,
      language,
      limit: PASSAGES,
      ...(kb === undefined ? {} : { kb }),
    });
    const confidence = found[0]?.confidence ?? 0;
    const ids = [...new Set(found.map(({ entry }) => entry.externalId))].slice(0, PLACES);
    return { answered: confidence >= defaultThreshold, confidence, ids };
  };
}

async function readQueries(file: string): Promise<string> {
  try {
    return await readTextFile(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw new InputError(`There is no file ${file}`);
    throw error;
  }
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
    "latency p50": `${figures.latencyMs.p50.toFixed(1)} ms`,
    "latency p95": `${figures.latencyMs.p95.toFixed(1)} ms`,
  });
}
