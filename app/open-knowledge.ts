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
  createOpenAiEmbedder,
  createOpenAiLanguageModel,
  createPackedTextIndex,
  createQdrantVectorStore,
  createStaticEmbedder,
  type Knowledge,
  type KnowledgeWatch,
  type KnownEmbedder,
  type ServicePlace,
} from "../knowledge/index.ts";
import { embeddingService, previousEmbeddingService } from "./embedding-services.ts";

/** The knowledge floor with the services that the environment names; each has an embedded default. */
export function openKnowledge(deps: {
  environment: Environment;
  db: Database;
  /** What a model wrote before is kept there for all processes; null: in each. */
  redis?: Redis | null;
  clock: Clock;
  log: Log;
  watch?: KnowledgeWatch;
}): Knowledge {
  const { environment, db, redis, clock, log, watch } = deps;
  return createKnowledge({
    db,
    clock,
    log,
    ...(watch ? { watch } : {}),
    embedder: openEmbedder(environment),
    vectorStore: openVectorStore(environment),
    textIndex: createPackedTextIndex(),
    indexFolder: join(environment.DESKHAND_DATA_DIR, "knowledge-index"),
    ...(redis ? { responses: createRedisCacheStore(redis, log) } : {}),
    model: openModel(environment),
    modelPlace: placeOf("model", environment.LLM_BASE_URL, environment.LLM_REGION),
    embedderPlace: placeOf("embedder", environment.EMBEDDING_BASE_URL, environment.EMBEDDING_REGION),
    earlierEmbedders: openEarlierEmbedders(environment),
  });
}

/** A consent names the host: another one is another recipient. */
function placeOf(kind: string, baseUrl: string | undefined, region: string | undefined): ServicePlace | null {
  return baseUrl === undefined ? null : { recipient: `${kind}:${new URL(baseUrl).host}`, region: region ?? null };
}

function openEmbedder(environment: Environment) {
  const options = embeddingService(environment);
  return options ? createOpenAiEmbedder(options) : createStaticEmbedder();
}

/** The built-in one, and the service that was set before: what they made serves until the vectors of the one that is set are whole. */
function openEarlierEmbedders(environment: Environment): KnownEmbedder[] {
  const builtIn = { embedder: createStaticEmbedder(), place: null };
  const options = previousEmbeddingService(environment);
  if (!options) return [builtIn];
  const { EMBEDDING_PREVIOUS_BASE_URL, EMBEDDING_PREVIOUS_REGION, EMBEDDING_REGION } = environment;
  const region = EMBEDDING_PREVIOUS_BASE_URL ? EMBEDDING_PREVIOUS_REGION : EMBEDDING_REGION;
  const place = placeOf("embedder", options.baseUrl, region);
  return [builtIn, { embedder: createOpenAiEmbedder(options), place }];
}

function openVectorStore({ QDRANT_URL, QDRANT_API_KEY }: Environment) {
  if (!QDRANT_URL) return createEmbeddedVectorStore();
  return createQdrantVectorStore({ url: QDRANT_URL, ...(QDRANT_API_KEY ? { apiKey: QDRANT_API_KEY } : {}) });
}

function openModel({ LLM_BASE_URL, LLM_API_KEY, LLM_MODEL }: Environment) {
  if (!LLM_BASE_URL || !LLM_MODEL) return null;
  return createOpenAiLanguageModel({
    baseUrl: LLM_BASE_URL,
    model: LLM_MODEL,
    ...(LLM_API_KEY ? { apiKey: LLM_API_KEY } : {}),
  });
}
