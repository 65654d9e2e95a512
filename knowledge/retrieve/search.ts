import type { Language } from "../../domain/language/language.ts";
import { UnavailableError } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import { isOutside, type RegionPin } from "../ports/service-place.ts";
import type { FaqRanker } from "../rerank/faq-ranker.ts";
import type { AnsweringSet, Embedders } from "../vectors/embedders.ts";
import { createEmbedQuestion, type EmbeddedQuestion, type EmbedQuestion } from "./embed-question.ts";
import type { IndexCache } from "./index-cache.ts";
import type { IndexParts, KnowledgeBaseIndex } from "./knowledge-base-index.ts";
import { type Query, searchKnowledgeBase } from "./search-knowledge-base.ts";
import type { Found, SearchResult } from "./search-result.ts";
import { withPairs } from "./with-pairs.ts";
import { favourWordForWord } from "./word-for-word.ts";

export interface SearchRequest {
  orgId: string;
  /** Only the first 1,000 characters are searched for. */
  question: string;
  /** Name of a knowledge base; absent: all of the organisation. */
  kb?: string;
  /** `public`: only what customers may be answered from. */
  audience?: "public";
  /** Of the asker: what is found in the other is found in this one as well, where it has a pair there. */
  language?: Language | null;
  /** Who may be given the question; where that leaves out the embedder, words alone are searched. */
  pin?: RegionPin;
  /** 10 by default. */
  limit?: number;
  /** Ranks FAQs instead of the shipped scorer. */
  faqRanker?: FaqRanker;
}

export interface SearchParts extends IndexParts {
  cache: IndexCache;
  embedders: Embedders;
  log: Log;
  /** How long vectors may keep a question waiting; 2 s by default. */
  vectorTimeoutMs?: number;
}

export type Search = (request: SearchRequest) => Promise<SearchResult>;

const MAX_CHARACTERS = 1_000;
/**
 * An FAQ this sure goes before any passage: somebody approved it as the answer to this very question, while a passage
 * only speaks of the matter, and has no rival to be doubted by where there are few documents. Tried with the demo's
 * knowledge, where one policy took the questions of a dozen FAQs.
 */
const SURE_FAQ = 0.8;

/** Finds by words and by vectors, compares the candidates closely, and says how sure it is of each. */
export function createSearch({ cache, embedders, log, vectorTimeoutMs, ...parts }: SearchParts): Search {
  const askedBy = createEmbedQuestions(embedders, log, vectorTimeoutMs);

  return async ({ orgId, question, kb, audience, language = null, pin, limit = 10, faqRanker }) => {
    const text = question.slice(0, MAX_CHARACTERS);
    const embed = askedBy(text, pin);
    const indexes = await cache.open(orgId, { kb, audience });
    let vector: SearchResult["members"]["vector"] = "ok";
    const found: Found[] = [];
    for (const index of indexes) {
      const { embedded, set } = await embedFor(index, embed);
      const isThere = typeof embedded === "object" && set !== null;
      if (!isThere) vector = embedded === "withheld" ? "withheld" : "failed";
      const query: Query = {
        text,
        vector: isThere ? { values: embedded.vector, set } : null,
        similarityFloor: isThere ? embedded.floor : 0,
        language,
        ...(faqRanker ? { faqRanker } : {}),
      };
      try {
        found.push(...(await searchKnowledgeBase(index, parts, query)));
      } catch (error) {
        if (!(error instanceof UnavailableError)) throw error;
        log.warn("knowledge.vector_store_failed", { org: orgId, error });
        vector = "failed";
        found.push(...(await searchKnowledgeBase(index, parts, { ...query, vector: null })));
      }
    }
    const ranked = favourWordForWord(found, text);
    ranked.sort((a, b) => Number(isSureFaq(b)) - Number(isSureFaq(a)) || b.confidence - a.confidence);
    return {
      found: withPairs(ranked.slice(0, limit), language, entriesIn(indexes)),
      version: versionOf(indexes),
      ...thresholdsOf(indexes),
      members: { text: "ok", vector },
    };
  };
}

/** The question as an embedder of that name sees it; why not, where it does not. */
type EmbedBy = (model: string) => Promise<EmbeddedQuestion | "failed" | "withheld">;

/** Asks each embedder once for a question, and only those that an index needs. */
function createEmbedQuestions(
  embedders: Embedders,
  log: Log,
  timeoutMs?: number,
): (text: string, pin: RegionPin | undefined) => EmbedBy {
  const questions = new Map<string, EmbedQuestion>();
  return (text, pin) => {
    const asked = new Map<string, ReturnType<EmbedBy>>();
    return (model) => {
      const known = embedders.of(model);
      if (!known) return Promise.resolve("failed");
      if (isOutside(known.place, pin)) return Promise.resolve("withheld");
      const embedQuestion = questions.get(model) ?? createEmbedQuestion(known.embedder, log, timeoutMs);
      questions.set(model, embedQuestion);
      const embedding = asked.get(model) ?? embedQuestion(text).then((embedded) => embedded ?? ("failed" as const));
      asked.set(model, embedding);
      return embedding;
    };
  };
}

/** The question by the embedder whose vectors the index has, also when it got others while that was worked out. */
async function embedFor(
  index: KnowledgeBaseIndex,
  embed: EmbedBy,
): Promise<{ embedded: Awaited<ReturnType<EmbedBy>>; set: AnsweringSet | null }> {
  for (;;) {
    const set = index.vectors;
    const embedded = set ? await embed(set.model) : "failed";
    if (index.vectors === set) return { embedded, set };
  }
}

function isSureFaq({ entry, confidence }: Found): boolean {
  return entry.kind === "faq" && confidence >= SURE_FAQ;
}

function entriesIn(indexes: readonly KnowledgeBaseIndex[]) {
  return (wanted: string) => indexes.find(({ kbId }) => kbId === wanted)?.entries.values() ?? [];
}

function thresholdsOf(indexes: readonly KnowledgeBaseIndex[]): Pick<SearchResult, "thresholds"> {
  const own = indexes.flatMap(({ kbId, threshold }) => (threshold === null ? [] : [[kbId, threshold] as const]));
  return own.length > 0 ? { thresholds: Object.fromEntries(own) } : {};
}

function versionOf(indexes: readonly KnowledgeBaseIndex[]): string {
  return indexes.map(({ kbId, revision }) => `${kbId}:${revision ?? "0"}`).join(" ");
}
