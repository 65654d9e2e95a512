import { z } from "zod";
import { detectLanguage } from "../../domain/language/detect-language.ts";
import { InputError } from "../../infra/errors.ts";
import { choicesAmong } from "../answer/choices.ts";
import { rulesWith } from "../answer/rules.ts";
import type { SearchResult } from "../retrieve/search-result.ts";

/** A question with the ids that answer it; none means that it must not be answered. */
export interface EvaluationQuery {
  id: string;
  query: string;
  gold: string[];
  kind: string;
}

/** What a search said, as the figures need it. */
export interface EvaluatedSearch {
  answered: boolean;
  /** Of the best finding, 0…1. */
  confidence: number;
  /** Given ids, best first, each once. */
  ids: string[];
  /** Of what a customer would be asked about; empty where nothing is asked back. */
  options: string[];
}

/** As many as an answer is chosen from. */
const LOOKED_AT = 10;

/** A search's findings as the figures need them: answered where the best is sure enough and nothing is asked back. */
export function toEvaluatedSearch(
  { found }: SearchResult,
  { question, threshold, choiceThreshold }: { question: string; threshold: number; choiceThreshold: number },
): EvaluatedSearch {
  const confidence = found[0]?.confidence ?? 0;
  const rules = rulesWith(threshold, { choiceThreshold });
  const options = choicesAmong(found.slice(0, LOOKED_AT), found[0], detectLanguage(question) ?? "en", rules);
  return {
    answered: confidence >= threshold && options.length === 0,
    options: options.map(({ entry }) => entry.externalId),
    confidence,
    ids: [...new Set(found.map(({ entry }) => entry.externalId))],
  };
}

export interface RetrievalFigures {
  queries: number;
  answerable: number;
  recallAt1: number;
  recallAt5: number;
  mrrAt10: number;
  /** Per kind that must not be answered: the chance that an answerable question gets the higher confidence. */
  abstentionAuroc: Record<string, number>;
  /** Answerable ones answered from the right entry, and the others not answered, of all. */
  rightDecisions: number;
  /** At the threshold in force: of all questions, and how many of those answered were right. */
  shareAnswered: number;
  precision: number | null;
  /** Of all questions: those for which the customer would be asked which of two or three is meant. */
  shareAskedBack: number;
  /** Of those, and of those among them that have an answer: the right one was among the options. */
  rightAmongOptions: number | null;
  rightAmongOptionsOfAnswerable: number | null;
  latencyMs: { p50: number; p95: number };
}

/** Kinds whose questions must not be answered, whatever their gold says (it then names the passage they are near to). */
const UNANSWERABLE = new Set(["withheld", "out_of_domain", "near_miss", "impossible", "adversarial"]);

const queryShape = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  query: z.string().min(1),
  gold: z.array(z.union([z.string(), z.number()]).transform(String)),
  kind: z.string().optional(),
});

/** Reads the lines of a queries file. @throws InputError naming the first line that is not as expected. */
export function parseQueries(source: string): EvaluationQuery[] {
  return source.split("\n").flatMap((content, index) => {
    if (content.trim() === "") return [];
    const parsed = queryShape.safeParse(parseJson(content));
    if (!parsed.success) throw new InputError(`Line ${index + 1} is not {"id", "query", "gold": [...]}.`);
    const { kind, ...query } = parsed.data;
    return [{ ...query, kind: kind ?? (query.gold.length > 0 ? "answerable" : "unanswerable") }];
  });
}

/** Asks every question, one after the other, and counts. `nowMs` is a clock for durations. */
export async function evaluateRetrieval(
  queries: readonly EvaluationQuery[],
  search: (query: string) => Promise<EvaluatedSearch>,
  nowMs: () => number,
  onProgress?: (done: number, total: number) => void,
): Promise<RetrievalFigures> {
  const outcomes: Outcome[] = [];
  for (const query of queries) {
    const startedAt = nowMs();
    const result = await search(query.query);
    outcomes.push(judge(query, result, nowMs() - startedAt));
    onProgress?.(outcomes.length, queries.length);
  }
  return summarize(outcomes);
}

interface Outcome {
  kind: string;
  isAnswerable: boolean;
  answered: boolean;
  isAskedBack: boolean;
  /** The right one is among what would be asked about. */
  isOffered: boolean;
  confidence: number;
  /** Place of the first right id, from 1; Infinity when it is not on the list. */
  place: number;
  milliseconds: number;
}

function judge(query: EvaluationQuery, result: EvaluatedSearch, milliseconds: number): Outcome {
  const place = result.ids.findIndex((id) => query.gold.includes(id)) + 1;
  const isAnswerable = query.gold.length > 0 && !UNANSWERABLE.has(query.kind);
  return {
    kind: query.kind,
    isAnswerable,
    isAskedBack: result.options.length > 0,
    isOffered: isAnswerable && result.options.some((id) => query.gold.includes(id)),
    answered: result.answered,
    confidence: result.confidence,
    place: place === 0 ? Number.POSITIVE_INFINITY : place,
    milliseconds,
  };
}

function summarize(outcomes: readonly Outcome[]): RetrievalFigures {
  const answerable = outcomes.filter((outcome) => outcome.isAnswerable);
  const others = outcomes.filter((outcome) => !outcome.isAnswerable);
  const answered = outcomes.filter((outcome) => outcome.answered);
  const rightAnswers = answered.filter((outcome) => outcome.isAnswerable && outcome.place === 1).length;
  const rightSilence = others.filter((outcome) => !outcome.answered).length;
  const asked = outcomes.filter((outcome) => outcome.isAskedBack);
  const askedAnswerable = asked.filter((outcome) => outcome.isAnswerable);
  const offered = asked.filter((outcome) => outcome.isOffered).length;
  const durations = outcomes.map((outcome) => outcome.milliseconds).sort((a, b) => a - b);
  return {
    queries: outcomes.length,
    answerable: answerable.length,
    recallAt1: shareOf(answerable, ({ place }) => place === 1),
    recallAt5: shareOf(answerable, ({ place }) => place <= 5),
    mrrAt10: answerable.reduce((sum, { place }) => sum + (place <= 10 ? 1 / place : 0), 0) / (answerable.length || 1),
    abstentionAuroc: aurocPerKind(answerable, others),
    rightDecisions: (rightAnswers + rightSilence) / (outcomes.length || 1),
    shareAnswered: answered.length / (outcomes.length || 1),
    precision: answered.length === 0 ? null : rightAnswers / answered.length,
    shareAskedBack: asked.length / (outcomes.length || 1),
    rightAmongOptions: asked.length === 0 ? null : offered / asked.length,
    rightAmongOptionsOfAnswerable: askedAnswerable.length === 0 ? null : offered / askedAnswerable.length,
    latencyMs: { p50: quantile(durations, 0.5), p95: quantile(durations, 0.95) },
  };
}

function aurocPerKind(answerable: readonly Outcome[], others: readonly Outcome[]): Record<string, number> {
  if (answerable.length === 0) return {};
  const kinds = [...new Set(others.map((outcome) => outcome.kind))].sort();
  const high = answerable.map((outcome) => outcome.confidence);
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      auroc(
        high,
        others.filter((outcome) => outcome.kind === kind).map((outcome) => outcome.confidence),
      ),
    ]),
  );
}

/** The chance that a random one of `high` is above a random one of `low`; equal ones count half. Both not empty. */
export function auroc(high: readonly number[], low: readonly number[]): number {
  const sorted = [...low].sort((a, b) => a - b);
  const wins = high.reduce((sum, value) => sum + (countBelow(sorted, value) + countBelow(sorted, value, true)) / 2, 0);
  return wins / (high.length * low.length);
}

/** How many of a sorted list are below `value`, or with `orEqual` not above it. */
function countBelow(sorted: readonly number[], value: number, orEqual = false): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const each = sorted[middle] ?? 0;
    if (each < value || (orEqual && each === value)) from = middle + 1;
    else to = middle;
  }
  return from;
}

function shareOf(outcomes: readonly Outcome[], isMeant: (outcome: Outcome) => boolean): number {
  return outcomes.length === 0 ? 0 : outcomes.filter(isMeant).length / outcomes.length;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
