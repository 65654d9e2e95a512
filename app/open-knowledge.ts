import { join } from "node:path";
import type { Redis } from "ioredis";
import { createRedisCacheStore } from "../infra/cache/redis-cache-store.ts";
import type { Clock } from "../infra/clock.ts";
import type { Environment } from "../infra/config/environment.ts";
import type { Database } from "../infra/db/connect.ts";
import type { Log } from "../infra/log/log.ts";
import {
  createEmbeddedVectorStore,
  createKnowledge,
  createPackedTextIndex,
  createStaticEmbedder,
  type Knowledge,
  type KnowledgeWatch,
  type KnownEmbedder,
  type OpenAiEmbedderOptions,
  type ServicePlace,
} from "../knowledge/index.ts";
import type { Embedder } from "../knowledge/ports/embedder.ts";
import type { LanguageModel } from "../knowledge/ports/language-model.ts";
import type { VectorStore } from "../knowledge/ports/vector-store.ts";
import { embeddingService, previousEmbeddingService } from "./embedding-services.ts";

/**
 * The knowledge floor with the services that the environment names; each has an embedded default. The client of a service is
 * loaded where that is used: a start should not wait for the others.
 */
export async function openKnowledge(deps: {
  environment: Environment;
  db: Database;
  /** What a model wrote before is kept there for all processes; null: in each. */
  redis?: Redis | null;
  clock: Clock;
  log: Log;
  watch?: KnowledgeWatch;
}): Promise<Knowledge> {
  const { environment, db, redis, clock, log, watch } = deps;
  return createKnowledge({
    db,
    clock,
    log,
    ...(watch ? { watch } : {}),
    embedder: await openEmbedder(environment),
    vectorStore: await openVectorStore(environment),
    textIndex: createPackedTextIndex(),
    indexFolder: join(environment.DESKHAND_DATA_DIR, "knowledge-index"),
    ...(redis ? { responses: createRedisCacheStore(redis, log) } : {}),
    model: await openModel(environment),
    modelPlace: placeOf("model", environment.LLM_BASE_URL, environment.LLM_REGION),
    embedderPlace: placeOf("embedder", environment.EMBEDDING_BASE_URL, environment.EMBEDDING_REGION),
    earlierEmbedders: await openEarlierEmbedders(environment),
  });
}

/** A consent names the host: another one is another recipient. */
function placeOf(kind: string, baseUrl: string | undefined, region: string | undefined): ServicePlace | null {
  return baseUrl === undefined ? null : { recipient: `${kind}:${new URL(baseUrl).host}`, region: region ?? null };
}

async function openEmbedder(environment: Environment): Promise<Embedder> {
  const options = embeddingService(environment);
  return options ? openService(options) : createStaticEmbedder();
}

async function openService(options: OpenAiEmbedderOptions): Promise<Embedder> {
  const { createOpenAiEmbedder } = await import("../knowledge/ports/openai-embedder.ts");
  return createOpenAiEmbedder(options);
}

/**
 * The built-in one, and the service that was set before: what they made serves until the vectors of the one that is set
 * are whole.
 */
async function openEarlierEmbedders(environment: Environment): Promise<KnownEmbedder[]> {
  const builtIn = { embedder: createStaticEmbedder(), place: null };
  const options = previousEmbeddingService(environment);
  if (!options) return [builtIn];
  const { EMBEDDING_PREVIOUS_BASE_URL, EMBEDDING_PREVIOUS_REGION, EMBEDDING_REGION } = environment;
  const region = EMBEDDING_PREVIOUS_BASE_URL ? EMBEDDING_PREVIOUS_REGION : EMBEDDING_REGION;
  const place = placeOf("embedder", options.baseUrl, region);
  return [builtIn, { embedder: await openService(options), place }];
}

async function openVectorStore({ QDRANT_URL, QDRANT_API_KEY }: Environment): Promise<VectorStore> {
  if (!QDRANT_URL) return createEmbeddedVectorStore();
  const { createQdrantVectorStore } = await import("../knowledge/ports/qdrant-vector-store.ts");
  return createQdrantVectorStore({ url: QDRANT_URL, ...(QDRANT_API_KEY ? { apiKey: QDRANT_API_KEY } : {}) });
}

async function openModel({ LLM_BASE_URL, LLM_API_KEY, LLM_MODEL }: Environment): Promise<LanguageModel | null> {
  if (!LLM_BASE_URL || !LLM_MODEL) return null;
  const { createOpenAiLanguageModel } = await import("../knowledge/ports/openai-language-model.ts");
  return createOpenAiLanguageModel({
    baseUrl: LLM_BASE_URL,
    model: LLM_MODEL,
    ...(LLM_API_KEY ? { apiKey: LLM_API_KEY } : {}),
  });
}
