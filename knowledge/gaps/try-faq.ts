import { newId } from "../../infra/ids.ts";
import type { Log } from "../../infra/log/log.ts";
import { defaultChoiceThreshold } from "../answer/rules.ts";
import { type FaqEntry, searchTexts } from "../entries.ts";
import {
  type EvaluatedSearch,
  type EvaluationQuery,
  evaluateRetrieval,
  toEvaluatedSearch,
} from "../evaluate/retrieval.ts";
import { createEmbeddedVectorStore } from "../ports/embedded-vector-store.ts";
import type { Embedder } from "../ports/embedder.ts";
import { createMiniSearchTextIndex } from "../ports/minisearch-text-index.ts";
import type { ServicePlace } from "../ports/service-place.ts";
import { defaultThreshold } from "../retrieve/confidence.ts";
import type { KnowledgeSource } from "../retrieve/index-cache.ts";
import type { MakeVectors } from "../retrieve/index-vectors.ts";
import { createKnowledgeBaseIndex, type KnowledgeBaseIndex } from "../retrieve/knowledge-base-index.ts";
import { createSearch } from "../retrieve/search.ts";
import { createEmbedders } from "../vectors/embedders.ts";

/** An FAQ that is not there yet. */
export interface DraftFaq {
  question: string;
  alts: string[];
  answer: string;
  language: FaqEntry["language"];
}

export interface TrialRequest {
  orgId: string;
  /** Name of the knowledge base it would be in. */
  kb: string;
  draft: DraftFaq;
  /** What it should answer. */
  asked: readonly string[];
  /** What must go on being answered as it is. */
  queries: readonly EvaluationQuery[];
}

export interface TrialFigures {
  recallAt1: number;
  rightDecisions: number;
}

export interface Trial {
  /** How many of the questions it should answer it does. */
  answered: number;
  questions: number;
  before: TrialFigures;
  after: TrialFigures;
  /** Whose first finding, or whether they are answered, is another with the draft. */
  changed: { question: string; before: string | null; after: string | null }[];
}

export interface TrialParts {
  source: KnowledgeSource;
  embedder: Embedder;
  /** Where it is; null: in this process. Somebody else is not given what customers asked: words alone are searched. */
  embedderPlace: ServicePlace | null;
  log: Log;
}

/** What the draft is called in a trial, where no import can have put it. */
const DRAFT_ID = "\u0000draft";
/** Larger knowledge is not read into memory a second time. */
const MAX_ENTRIES = 50_000;

/**
 * Asks every question with and without the draft, in a copy of the public knowledge in memory: nothing is written and
 * nobody is answered from it. Null where the knowledge is too large for a copy, or has no public base of that name.
 */
export async function tryFaq(parts: TrialParts, request: TrialRequest): Promise<Trial | null> {
  const copy = await copyKnowledge(parts, request);
  if (!copy) return null;
  const ask = (question: string) =>
    copy
      .search({ orgId: request.orgId, question, limit: 20 })
      .then((found) =>
        toEvaluatedSearch(found, { question, threshold: defaultThreshold, choiceThreshold: defaultChoiceThreshold }),
      );
  try {
    const before = await evaluate(request.queries, ask);
    await copy.add(request.draft);
    const after = await evaluate(request.queries, ask);
    let answered = 0;
    for (const question of request.asked) if (told(await ask(question)) === DRAFT_ID) answered++;
    return {
      answered,
      questions: request.asked.length,
      before: before.figures,
      after: after.figures,
      changed: request.queries.flatMap(({ query }, index) => {
        const [was, is] = [before.told[index] ?? null, after.told[index] ?? null];
        return was === is ? [] : [{ question: query, before: was, after: is === DRAFT_ID ? "draft" : is }];
      }),
    };
  } finally {
    await copy.close();
  }
}

async function evaluate(queries: readonly EvaluationQuery[], ask: (question: string) => Promise<EvaluatedSearch>) {
  const said: (string | null)[] = [];
  const { recallAt1, rightDecisions } = await evaluateRetrieval(
    queries,
    async (question) => {
      const found = await ask(question);
      said.push(told(found));
      return found;
    },
    () => performance.now(),
  );
  return { figures: { recallAt1, rightDecisions }, told: said };
}

/** What would be answered from; null: a person would. */
function told({ answered, ids }: EvaluatedSearch): string | null {
  return answered ? (ids[0] ?? null) : null;
}

async function copyKnowledge({ source, embedder, embedderPlace, log }: TrialParts, { orgId, kb }: TrialRequest) {
  const stores = { textIndex: createMiniSearchTextIndex(), vectorStore: createEmbeddedVectorStore() };
  const makeVectors = embedderPlace === null ? vectorsBy(embedder) : null;
  const indexes: KnowledgeBaseIndex[] = [];
  const bases = (await source.look(orgId)).bases.filter(({ audience }) => audience === "public");
  const vectors = { model: embedder.name, collection: "" };
  const vectorSource = { load: () => source.vectors(orgId, embedder.name), make: () => makeVectors };
  let size = 0;
  for (const row of bases) {
    const { entries } = await source.entries(orgId, row.id, new Map());
    size += entries.length;
    if (size > MAX_ENTRIES) return null;
    const index = createKnowledgeBaseIndex(orgId, row.id, stores, vectors);
    await index.update(entries, vectorSource);
    indexes.push(index);
  }
  const target = indexes.find(({ kbId }) => kbId === bases.find(({ name }) => name === kb)?.id);
  if (!target) return null;
  const cache = { open: async () => indexes, changed: () => {}, close: async () => {} };
  const embedders = createEmbedders({ embedder, place: embedderPlace });
  // A place that nobody may ask leaves the embedder out of the search.
  const search = createSearch({ cache, embedders, log, ...stores });
  const pin = embedderPlace === null ? {} : { pin: { region: "\u0000nowhere", consented: new Set<string>() } };
  return {
    search: (asked: { orgId: string; question: string; limit: number }) => search({ ...asked, ...pin }),
    add: async (draft: DraftFaq) => {
      const entry: FaqEntry = {
        kind: "faq",
        ...draft,
        id: newId(),
        kbId: target.kbId,
        externalId: DRAFT_ID,
        category: null,
        version: 1,
        fingerprint: DRAFT_ID,
      };
      await target.update([...target.entries.values(), entry], vectorSource);
    },
    close: async () => {
      for (const index of indexes) await index.drop();
      await Promise.all([stores.textIndex.close(), stores.vectorStore.close()]);
    },
  };
}

/** Made for the copy alone: nothing is kept. */
function vectorsBy(embedder: Embedder): MakeVectors {
  return async (entries) => {
    const texts = entries.flatMap((entry) =>
      searchTexts(entry).map((text, part) => ({ itemId: entry.id, part, text })),
    );
    const vectors = await embedder.embed(texts.map(({ text }) => text));
    return texts.flatMap((text, index) => {
      const vector = vectors[index];
      return vector ? [{ ...text, vector }] : [];
    });
  };
}
