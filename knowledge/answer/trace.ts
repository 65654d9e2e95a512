import type { EntryKind } from "../entries.ts";
import type { Found, SearchResult } from "../retrieve/search-result.ts";
import { textOf } from "./source.ts";

/** What an answer was made from, plain JSON: fills `answers` so that any answer can be shown again as it was. */
export interface AnswerTrace {
  /** What was searched for: the question, and what it was completed to. */
  queries: string[];
  threshold: number;
  members: SearchResult["members"] | null;
  retrieved: RetrievedEntry[];
  /** Null when no model was asked. */
  model: string | null;
  prompt: { system: string; messages: { role: string; content: string }[] } | null;
  modelOutput: string | null;
  /** Each check of a composed answer, and what it found. */
  checks: Record<string, string>;
  timings: Record<string, number>;
}

export interface RetrievedEntry {
  kind: EntryKind;
  entryId: string;
  id: string;
  version: number;
  confidence: number;
  score: number;
  ranks: Found["ranks"];
  /** The text as it was given. */
  text: string;
}

export function emptyTrace(threshold: number): AnswerTrace {
  return {
    queries: [],
    threshold,
    members: null,
    retrieved: [],
    model: null,
    prompt: null,
    modelOutput: null,
    checks: {},
    timings: {},
  };
}

export function toRetrieved({ entry, confidence, score, ranks }: Found): RetrievedEntry {
  return {
    kind: entry.kind,
    entryId: entry.id,
    id: entry.externalId,
    version: entry.version,
    confidence,
    score,
    ranks,
    text: textOf(entry),
  };
}
