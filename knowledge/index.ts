import type { CacheStore } from "../infra/cache/cache-store.ts";
import { createCountedCacheStore } from "../infra/cache/counted-cache-store.ts";
import { createMemoryCacheStore } from "../infra/cache/memory-cache-store.ts";
import type { Clock } from "../infra/clock.ts";
import type { Database } from "../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../infra/db/organization-scope.ts";
import { errorMessage, NotFoundError, UnavailableError } from "../infra/errors.ts";
import type { WebGuard } from "../infra/http/get-public.ts";
import { newId } from "../infra/ids.ts";
import type { Log } from "../infra/log/log.ts";
import { createAnswerer } from "./answer/create-answerer.ts";
import { defaultChoiceThreshold } from "./answer/rules.ts";
import { createBudgetedModel, type ModelUse } from "./budget/budgeted-model.ts";
import { type EvaluationQuery, evaluateRetrieval, toEvaluatedSearch } from "./evaluate/retrieval.ts";
import { type AskedQuestion, clusterQuestions } from "./gaps/cluster-questions.ts";
import { type Trial, type TrialRequest, tryFaq } from "./gaps/try-faq.ts";
import { type ImportRequest, importFiles } from "./ingest/import-files.ts";
import type { ImportReport } from "./ingest/import-report.ts";
import { createPointReader } from "./leads/read-points.ts";
import { listKnowledge } from "./list-knowledge.ts";
import type { PastTurn } from "./memory/past-turn.ts";
import { createFactReader } from "./memory/read-facts.ts";
import { createTurnIndex } from "./memory/turn-index.ts";
import type { Embedder } from "./ports/embedder.ts";
import type { LanguageModel } from "./ports/language-model.ts";
import type { ServicePlace } from "./ports/service-place.ts";
import type { TextIndex } from "./ports/text-index.ts";
import type { VectorStore } from "./ports/vector-store.ts";
import { createWatchedEmbedder, type EmbedderUse } from "./ports/watched-embedder.ts";
import { deletePoints, removeEntries, removeKnowledgeBase } from "./remove-knowledge.ts";
import type { FaqRanker } from "./rerank/faq-ranker.ts";
import { fitFaqRanker } from "./rerank/fit-faq-ranker.ts";
import type { QuestionPair } from "./rerank/read-pairs.ts";
import { createTextSimilarity } from "./rerank/text-similarity.ts";
import { defaultThreshold } from "./retrieve/confidence.ts";
import { createIndexCache, type IndexCacheOptions } from "./retrieve/index-cache.ts";
import { createMakeVectors } from "./retrieve/make-vectors.ts";
import { createIndexFolder } from "./retrieve/saved/index-folder.ts";
import { createSearch } from "./retrieve/search.ts";
import { createContentFiller, createScriptSearch } from "./scripts/find-scripts.ts";
import { searchedMaterials, searchedScripts } from "./scripts/searched-content.ts";
import { createDatabaseSource } from "./store/database-source.ts";
import { listVersions, readVersion } from "./store/document-versions.ts";
import { listFaqVersions, readFaqVersion } from "./store/faq-versions.ts";
import { findKnowledgeBase, listKnowledgeBases } from "./store/knowledge-bases.ts";
import { listVectorSets, type VectorSet } from "./store/vector-sets.ts";
import { createTranslator } from "./translate/translate.ts";
import { beginEverywhere } from "./vectors/change-sets.ts";
import { chooseSet, createEmbedders, type KnownEmbedder } from "./vectors/embedders.ts";
import { fillServing, type KeepParts, keepSets, type ReindexRequest, reindex } from "./vectors/keep-sets.ts";
import { vectorStatus } from "./vectors/vector-status.ts";

export type {
  Answer,
  AnswerRequest,
  Choice,
  ChoiceOption,
  GivenAnswer,
  NoAnswer,
  SmallTalk,
} from "./answer/answer.ts";
export { answerThreshold, choiceThreshold, thresholdsOf } from "./answer/answer-settings.ts";
export type { Turn } from "./answer/complete-follow-up.ts";
export { replayAnswer } from "./answer/replay.ts";
export { defaultChoiceThreshold, noneChosen } from "./answer/rules.ts";
export { recognizeSmallTalk } from "./answer/small-talk.ts";
export type { Source } from "./answer/source.ts";
export type { AnswerTrace } from "./answer/trace.ts";
export { modelCostPerDay, modelPrices, modelSecondsPerDay, modelTokensPerDay } from "./budget/budget-settings.ts";
export { type EvaluationQuery, parseQueries, type RetrievalFigures } from "./evaluate/retrieval.ts";
export type { AskedQuestion, QuestionCluster } from "./gaps/cluster-questions.ts";
export { MAX_CLUSTERED } from "./gaps/cluster-questions.ts";
export type { DraftFaq, Trial, TrialRequest } from "./gaps/try-faq.ts";
export { isImportable } from "./ingest/find-files.ts";
export type { ImportReport } from "./ingest/import-report.ts";
export type { PointReader } from "./leads/read-points.ts";
export { evaluateRecall, parseRecallQuestions, parseTurns, type RecallFigures } from "./memory/evaluate-recall.ts";
export type { PastTurn } from "./memory/past-turn.ts";
export type { FactReader } from "./memory/read-facts.ts";
export { readFactsByRules } from "./memory/rules/read-facts.ts";
export { createEmbeddedVectorStore } from "./ports/embedded-vector-store.ts";
export type { OpenAiEmbedderOptions } from "./ports/openai-embedder.ts";
export { createPackedTextIndex } from "./ports/packed-text-index.ts";
export type { RegionPin, ServicePlace } from "./ports/service-place.ts";
export { createStaticEmbedder } from "./ports/static-embedder.ts";
export { parsePairs, type QuestionPair } from "./rerank/read-pairs.ts";
export { defaultThreshold } from "./retrieve/confidence.ts";
export type { FindScripts } from "./scripts/find-scripts.ts";
export { addApprovedFaq } from "./store/faqs.ts";
export {
  findKnowledgeBase,
  type KnowledgeAudience,
  knowledgeAudiences,
  knowledgeChannel,
  listKnowledgeBases,
  markChanged,
} from "./store/knowledge-bases.ts";
export { vectorSetStates } from "./store/vector-sets.ts";
export type { Translate, Translated } from "./translate/translate.ts";
export type { KnownEmbedder } from "./vectors/embedders.ts";
export type { VectorStatus } from "./vectors/vector-status.ts";

export interface KnowledgeDeps {
  db: Database;
  embedder: Embedder;
  vectorStore: VectorStore;
  textIndex: TextIndex;
  /** Null: answers are the approved texts themselves. */
  model: LanguageModel | null;
  /** Where the model and the embedder are. A model of which nothing is said is outside of every region; null: here. */
  modelPlace?: ServicePlace | null;
  embedderPlace?: ServicePlace | null;
  /** Embedders whose vectors may still serve, until those of `embedder` are whole. */
  earlierEmbedders?: readonly KnownEmbedder[];
  /** How long vectors are kept that no longer serve, 15 minutes by default. */
  keepRetiredMs?: number;
  clock: Clock;
  log: Log;
  /** How long composing an answer may take, 8 s by default. */
  modelTimeoutMs?: number;
  cache?: Omit<IndexCacheOptions, "folder">;
  /** Where indexes of large knowledge bases are kept for the next start; nowhere by default. */
  indexFolder?: string;
  /** What a model wrote before; in this process by default. */
  responses?: CacheStore;
  /** Hears how model, embedder and caches are used. */
  watch?: KnowledgeWatch;
  /** Which addresses of the web an import may ask; every public one by default. */
  web?: WebGuard;
}

export interface KnowledgeWatch {
  modelUsed(use: ModelUse): void;
  embedderUsed(use: EmbedderUse): void;
  cacheAsked(cache: "model_responses" | "knowledge_index", wasFound: boolean): void;
}

export type Knowledge = ReturnType<typeof createKnowledge>;

/** What an organisation knows, from the files it comes in to the answer that goes out. */
export function createKnowledge(deps: KnowledgeDeps) {
  const { db, vectorStore, textIndex, clock, log, embedderPlace = null, watch } = deps;
  const watched = (each: Embedder) => (watch ? createWatchedEmbedder(each, watch.embedderUsed) : each);
  const embedder = watched(deps.embedder);
  const embedders = createEmbedders(
    { embedder, place: embedderPlace },
    (deps.earlierEmbedders ?? []).map((earlier) => ({ ...earlier, embedder: watched(earlier.embedder) })),
  );
  const onUse = watch ? { onUse: watch.modelUsed } : {};
  const model = deps.model && createBudgetedModel(deps.model, { db, clock, ...onUse });
  const responses = createCountedCacheStore(deps.responses ?? createMemoryCacheStore(clock), (wasFound) =>
    watch?.cacheAsked("model_responses", wasFound),
  );
  const modelPlace = deps.modelPlace ?? (model ? { recipient: `model:${model.name}`, region: null } : null);
  const makesItself = embedder.isInProcess === true && !vectorStore.isPersistent;
  const choose = (sets: readonly VectorSet[]) => chooseSet(sets, embedders, { makesItself });
  const source = createDatabaseSource(db, clock, choose);
  const cache = createIndexCache(
    {
      ...source,
      makeVectors: (orgId, model) => {
        const known = embedders.of(model)?.embedder;
        return known?.isInProcess && !vectorStore.isPersistent ? createMakeVectors(db, known)(orgId) : null;
      },
    },
    { textIndex, vectorStore },
    clock,
    {
      ...deps.cache,
      onOpened: (wasFound) => watch?.cacheAsked("knowledge_index", wasFound),
      ...(deps.indexFolder ? { folder: createIndexFolder(deps.indexFolder, log) } : {}),
      log,
    },
  );
  const embedderOf = async (scope: OrgScope) => {
    const set = choose(await listVectorSets(scope));
    return (set && embedders.of(set.model)) ?? embedders.configured;
  };
  const scriptParts = { db, embedder, embedderPlace, embedderOf, clock, log };
  const scripts = createScriptSearch(scriptParts, searchedScripts);
  const materials = createScriptSearch(scriptParts, searchedMaterials);
  const sets: KeepParts = {
    db,
    vectorStore,
    clock,
    log,
    embedders,
    builder: newId(),
    fillContent: createContentFiller({ db, clock }, [searchedScripts, searchedMaterials]),
    keepRetiredMs: deps.keepRetiredMs ?? KEEP_RETIRED_MS,
    seen: new Map(),
  };
  const search = createSearch({ cache, embedders, textIndex, vectorStore, log });
  const timeout = deps.modelTimeoutMs === undefined ? {} : { modelTimeoutMs: deps.modelTimeoutMs };
  const answer = createAnswerer({ search, model, modelPlace, cache: responses, clock, log, ...timeout });

  return {
    /** Who is given customers' text, where they are somebody else. */
    services: { model: modelPlace, embedder: embedderPlace },

    /**
     * Writes files, folders and pages of the web into a knowledge base. What is written is searchable by words at once,
     * everywhere; by vectors when this resolves. A failing embedder or vector store is a warning in the report, not an
     * error.
     * @throws InputError when a path does not exist.
     */
    importFiles: async (request: ImportRequest): Promise<ImportReport> => {
      const { report, kbId, outdated } = await importFiles(deps, request);
      cache.changed(request.orgId);
      try {
        const { orgId } = request;
        const gone = { orgId, faqIds: outdated.faqs, chunkIds: outdated.chunks };
        await deletePoints(vectorStore, { ...gone, sets: await inOrganization(db, orgId, listVectorSets) });
        await fillServing(sets, orgId, kbId);
        cache.changed(orgId);
        return report;
      } catch (error) {
        if (!(error instanceof UnavailableError)) throw error;
        log.warn("knowledge.vectors_missing", { org: request.orgId, error });
        const zh = "暂时无法生成向量，目前只能按字词检索。";
        return { ...report, vectorWarning: { en: errorMessage(error), zh } };
      }
    },

    /** Every knowledge base with its counts and documents, or those with a tag, failed ones first. */
    list: (orgId: string, tag?: string) => inOrganization(db, orgId, (scope) => listKnowledge(scope, tag)),

    /**
     * Every version of a document with the time for which it was in force, the newest first; of a removed one too.
     * @throws NotFoundError when there is no knowledge base of that name.
     */
    versions: ({ orgId, kb, id }: { orgId: string; kb: string; id: string }) =>
      inOrganization(db, orgId, async (scope) => listVersions(scope, await knownBase(scope, kb), id)),

    /**
     * The text of a version; null when there is none.
     * @throws NotFoundError when there is no knowledge base of that name.
     */
    readVersion: ({ orgId, kb, id, version }: { orgId: string; kb: string; id: string; version: number }) =>
      inOrganization(db, orgId, async (scope) =>
        readVersion(scope, await knownBase(scope, kb), { externalId: id, version }),
      ),

    /**
     * Makes the vectors that are missing for the configured embedder, and the collections of a vector store anew,
     * beside those that serve; they take over when they are whole.
     * @throws UnavailableError when embedder or store fail; what was done stays, and what serves serves.
     */
    reindex: async (request: ReindexRequest) => {
      const all = await inOrganization(db, request.orgId, listKnowledgeBases);
      const names = all.map(({ name }) => name).filter((name) => request.kb === undefined || name === request.kb);
      const result = await reindex(sets, request, names);
      cache.changed(request.orgId);
      return result;
    },

    /** How far the vectors are, and whose serve. */
    vectorStatus: (orgId: string) => vectorStatus(sets, orgId),

    /** Begins vectors of the configured embedder for every organisation that is served by another's. */
    beginVectors: () => beginEverywhere(sets),

    /**
     * One round of making vectors that are missing, of any organisation. Slow; ends after the batch at hand with
     * `signal`.
     */
    keepVectors: (signal?: AbortSignal) => keepSets(sets, signal),

    /**
     * Removes FAQs and documents by the ids their import gave, or the whole knowledge base when no ids are named.
     * @throws NotFoundError when there is no knowledge base of that name.
     */
    remove: async (request: { orgId: string; kb: string; ids?: string[] }) => {
      const parts = { db, vectorStore };
      const removed = request.ids
        ? await removeEntries(parts, { ...request, ids: request.ids })
        : await removeKnowledgeBase(parts, request);
      if (!removed) throw new NotFoundError(`There is no knowledge base "${request.kb}".`);
      cache.changed(request.orgId);
      return removed;
    },

    /** What fits a question, with the confidence of each finding; decides nothing. */
    search,

    /** Asks the questions of a file (`parseQueries`) and counts; the thresholds are the shipped ones by default. */
    evaluateRetrieval: (request: {
      orgId: string;
      queries: readonly EvaluationQuery[];
      kb?: string;
      threshold?: number;
      choiceThreshold?: number;
      /** Ranks FAQs instead of the shipped scorer (`learnRanker`). */
      faqRanker?: FaqRanker;
      onProgress?: (done: number, total: number) => void;
    }) => {
      const { orgId, kb, faqRanker } = request;
      const { threshold = defaultThreshold, choiceThreshold = defaultChoiceThreshold } = request;
      const ask = async (question: string) => {
        const scope = { orgId, ...(kb === undefined ? {} : { kb }), ...(faqRanker ? { faqRanker } : {}) };
        return toEvaluatedSearch(await search({ ...scope, question, limit: 20 }), {
          question,
          threshold,
          choiceThreshold,
        });
      };
      return evaluateRetrieval(request.queries, ask, () => performance.now(), request.onProgress);
    },

    /**
     * Learns from labelled pairs of questions which FAQ is meant; nothing of it is kept. Takes a minute for 40,000
     * pairs.
     */
    learnRanker: async (pairs: readonly QuestionPair[], onProgress?: (done: number, total: number) => void) =>
      fitFaqRanker(pairs, {
        similarity: await createTextSimilarity(embedder),
        ...(onProgress ? { onProgress } : {}),
      }),

    /** What to tell a customer, or that a person has to. Slow with a model: never inside a transaction. */
    answer,

    /**
     * The approved scripts that fit a query, best first. Slow with an embedder that is a service: never inside a
     * transaction.
     */
    findScripts: scripts.find,

    /** The same for approved materials; an id is that of a version. */
    findMaterials: materials.find,

    /** One message in the other language, as a claim of the model. Slow: never inside a transaction. */
    translate: createTranslator({ model, modelPlace, clock, log }),

    /**
     * What a message says of who wrote it, by rules and, where there is one, the model. Slow: never inside a
     * transaction.
     */
    readFacts: createFactReader({ model, modelPlace, log }),

    /** What a lead states of interest, obstacles and timing; nothing without a model. Slow: never inside a transaction. */
    readPoints: createPointReader({ model, modelPlace, log }),

    /**
     * What was said before and fits a question, best first. Nothing of it is kept here; an embedder that is a service
     * is not asked.
     */
    findTurns: async (turns: readonly PastTurn[], question: string, limit: number): Promise<PastTurn[]> => {
      const index = await createTurnIndex(turns, embedderPlace === null ? embedder : null);
      return (await index.search(question, limit)).map(({ turn }) => turn);
    },

    /**
     * Questions that ask the same, together. An embedder that is a service is not asked: then words alone are compared.
     */
    clusterQuestions: (questions: readonly AskedQuestion[]) =>
      clusterQuestions(questions, embedderPlace === null ? embedder : null),

    /** What an FAQ would change, tried in memory; null where it cannot be tried. Slow: never inside a transaction. */
    tryFaq: (request: TrialRequest): Promise<Trial | null> => tryFaq({ source, embedder, embedderPlace, log }, request),

    /**
     * Every version of an FAQ with the time for which it was in force and where it came from, the newest first.
     * @throws NotFoundError when there is no knowledge base of that name.
     */
    faqVersions: ({ orgId, kb, id }: { orgId: string; kb: string; id: string }) =>
      inOrganization(db, orgId, async (scope) => listFaqVersions(scope, await knownBase(scope, kb), id)),

    /**
     * What a version of an FAQ says; null when there is none.
     * @throws NotFoundError when there is no knowledge base of that name.
     */
    readFaqVersion: ({ orgId, kb, id, version }: { orgId: string; kb: string; id: string; version: number }) =>
      inOrganization(db, orgId, async (scope) =>
        readFaqVersion(scope, await knownBase(scope, kb), { externalId: id, version }),
      ),

    /** Makes the vectors that an organisation's knowledge base lacks. Slow with an embedder that is a service. */
    embedNew: ({ orgId, kbId }: { orgId: string; kbId: string }): Promise<void> => fillServing(sets, orgId, kbId),

    /** For the handler of `knowledgeChannel`: the organisation whose knowledge changed, null for any. */
    changed: (orgId: string | null) => cache.changed(orgId),

    /** Gives back memory and connections, those of the parts it was given too. */
    close: async () => {
      await cache.close();
      await scripts.close();
      await materials.close();
      await Promise.all([embedders.close(), vectorStore.close(), textIndex.close(), model?.close()]);
    },
  };
}

/** Long enough for the processes of a version or a setting before to be replaced. */
const KEEP_RETIRED_MS = 15 * 60_000;

async function knownBase(scope: OrgScope, name: string): Promise<string> {
  const id = await findKnowledgeBase(scope, name);
  if (id === null) throw new NotFoundError(`There is no knowledge base "${name}".`);
  return id;
}
