import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** What a process asks of others: the model, the embedder, caches, its connections. */
export interface ServiceMetrics {
  modelRequests: Counter<"result">;
  modelSeconds: Histogram;
  modelTokens: Counter<"kind">;
  modelCost: Counter;
  embedderRequests: Counter<"result">;
  embedderSeconds: Histogram;
  embedderTexts: Counter;
  cacheRequests: Counter<"cache" | "result">;
  poolConnections: Gauge<"pool" | "state">;
  poolMax: Gauge<"pool">;
  poolWaiting: Gauge<"pool">;
  redisUp: Gauge;
}

const MODEL_BUCKETS = [0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30];
const EMBEDDER_BUCKETS = [0.0005, 0.001, 0.0025, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 10];

export function createServiceMetrics(registers: Registry[]): ServiceMetrics {
  return {
    modelRequests: new Counter({
      name: "deskhand_model_requests_total",
      help: "Requests to the language model; refused: the organisation's budget of the day is used up",
      labelNames: ["result"],
      registers,
    }),
    modelSeconds: new Histogram({
      name: "deskhand_model_seconds",
      help: "Time that the language model took, failures included",
      buckets: MODEL_BUCKETS,
      registers,
    }),
    modelTokens: new Counter({
      name: "deskhand_model_tokens_total",
      help: "Tokens that the language model read (input) and wrote (output), as counted against budgets",
      labelNames: ["kind"],
      registers,
    }),
    modelCost: new Counter({
      name: "deskhand_model_cost_total",
      help: "What that cost by the prices that organisations set, in the currency that they think in",
      registers,
    }),
    embedderRequests: new Counter({
      name: "deskhand_embedder_requests_total",
      help: "Requests to the embedder, of one text or many",
      labelNames: ["result"],
      registers,
    }),
    embedderSeconds: new Histogram({
      name: "deskhand_embedder_seconds",
      help: "Time that the embedder took for a request, failures included",
      buckets: EMBEDDER_BUCKETS,
      registers,
    }),
    embedderTexts: new Counter({
      name: "deskhand_embedder_texts_total",
      help: "Texts that the embedder was given",
      registers,
    }),
    cacheRequests: new Counter({
      name: "deskhand_cache_requests_total",
      help: "Look-ups in a cache by what was found: hit or miss",
      labelNames: ["cache", "result"],
      registers,
    }),
    poolConnections: new Gauge({
      name: "deskhand_pool_connections",
      help: "This process's connections to the database: in_use or idle",
      labelNames: ["pool", "state"],
      registers,
    }),
    poolMax: new Gauge({
      name: "deskhand_pool_connections_max",
      help: "How many connections to the database this process may have",
      labelNames: ["pool"],
      registers,
    }),
    poolWaiting: new Gauge({
      name: "deskhand_pool_waiting",
      help: "What waits for a connection to the database",
      labelNames: ["pool"],
      registers,
    }),
    redisUp: new Gauge({
      name: "deskhand_redis_up",
      help: "Whether Redis answers this process; without REDIS_URL it is absent",
      registers,
    }),
  };
}
