import type { Language } from "../../domain/language/language.ts";
import { chunkHeading, type EntryKind } from "../entries.ts";
import type { RegionPin } from "../ports/service-place.ts";
import type { Found, SearchResult } from "../retrieve/search-result.ts";
import type { Turn } from "./complete-follow-up.ts";
import type { ComposePrompt } from "./compose-prompt.ts";
import { type AnswerRules, defaultChoiceThreshold, rulesWith } from "./rules.ts";
import { textOf } from "./source.ts";

/** What an answer was made from, plain JSON: fills `answers` so that any answer can be shown and given again as it was. */
export interface AnswerTrace {
  /** The lines before the question, as they were used. */
  context: Turn[];
  /** What was searched for: the question, and what it was completed to. */
  queries: string[];
  threshold: number;
  rules: AnswerRules;
  /** Where was searched, and who could be given the question. */
  scope: { kb: string | null; audience: "public" | "everything"; pin: { region: string; consented: string[] } | null };
  /** The revision of each knowledge base that was searched; null when nothing was. */
  knowledgeVersion: string | null;
  members: SearchResult["members"] | null;
  retrieved: RetrievedEntry[];
  /** Null when no model was asked. */
  model: string | null;
  prompt: ComposePrompt | null;
  /** The word in the prompt that no honest answer contains. */
  marker: string | null;
  modelOutput: string | null;
  /** It was written for the same question before, from the same knowledge. */
  isCached: boolean;
  /** What was told of a model's text, each sentence with the passages it rests on. */
  sentences: TracedSentence[];
  /** Each check of a composed answer, and what it found. */
  checks: Record<string, string>;
  timings: Record<string, number>;
}

export interface TracedSentence {
  text: string;
  passages: { id: string; version: number; entryId: string }[];
}

export interface RetrievedEntry {
  kind: EntryKind;
  entryId: string;
  kbId: string;
  id: string;
  version: number;
  confidence: number;
  score: number;
  ranks: Found["ranks"];
  /** The text as it was given. */
  text: string;
  /** Where in `text` the answer or passage begins, after the question or heading. */
  bodyAt: number;
  sentence: number | null;
  language: Language | null;
  /** Of a passage's document; null for an FAQ, whose question it is. */
  title: string | null;
  headingPath: string[];
  page: number | null;
  url: string | null;
}

export function emptyTrace(
  threshold: number,
  request: {
    context?: readonly Turn[];
    kb?: string;
    audience?: "public";
    pin?: RegionPin;
    choiceThreshold?: number;
    chosen?: string;
  } = {},
): AnswerTrace {
  return {
    context: [...(request.context ?? [])],
    queries: [],
    threshold,
    rules: rulesWith(threshold, {
      choiceThreshold: request.choiceThreshold ?? defaultChoiceThreshold,
      ...(request.chosen === undefined ? {} : { chosen: request.chosen }),
    }),
    scope: {
      kb: request.kb ?? null,
      audience: request.audience ?? "everything",
      pin: request.pin ? { region: request.pin.region, consented: [...request.pin.consented].sort() } : null,
    },
    knowledgeVersion: null,
    members: null,
    retrieved: [],
    model: null,
    prompt: null,
    marker: null,
    modelOutput: null,
    isCached: false,
    sentences: [],
    checks: {},
    timings: {},
  };
}

export function toRetrieved({ entry, confidence, score, ranks, sentence }: Found): RetrievedEntry {
  const isFaq = entry.kind === "faq";
  return {
    kind: entry.kind,
    entryId: entry.id,
    kbId: entry.kbId,
    id: entry.externalId,
    version: entry.version,
    confidence,
    score,
    ranks,
    text: textOf(entry),
    bodyAt: (isFaq ? entry.question : chunkHeading(entry)).length + 1,
    sentence,
    language: entry.language,
    title: isFaq ? null : entry.title,
    headingPath: isFaq ? [] : entry.headingPath,
    page: isFaq ? null : entry.page,
    url: isFaq ? null : entry.url,
  };
}
