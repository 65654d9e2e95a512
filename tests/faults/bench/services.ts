import { startInstantPlatforms } from "../../bench/instant-platforms.ts";
import { startEmbedderService } from "../../contracts/embedder-service.ts";
import { startEmulatedQdrant } from "../../contracts/vector-store-emulated-qdrant.ts";
import { startDatabaseProxy } from "../../support/database-proxy.ts";
import { type OwnRedis, startOwnRedis } from "../../support/redis.ts";
import { waitFor } from "../../support/wait-for.ts";
import { type CallProxy, startCallProxy } from "./call-proxy.ts";
import type { FaultDatabase } from "./database.ts";

/** What the product may have beside PostgreSQL and can do without, each with a way to take it away. */
export interface FaultServices {
  /** What an operator sets. */
  environment: Record<string, string>;
  /** The way of each. */
  model: CallProxy;
  embedder: CallProxy;
  /** Null where there is no `redis-server`. */
  redis: OwnRedis | null;
  /** An emulated one. */
  qdrant: { vanish(): Promise<void>; comeBackEmpty(): Promise<void>; holds(): boolean };
  /** Resolves once the embedder's vectors serve: what was prepared has the built-in one's. */
  serve(database: FaultDatabase): Promise<void>;
  close(): Promise<void>;
}

const EMBEDDING_MODEL = "faults-embedder";

/** A model that writes answers from passages in 200 ms, an embedder, a Redis and a Qdrant. */
export async function startFaultServices(): Promise<FaultServices> {
  const models = await startInstantPlatforms();
  const embeddings = await startEmbedderService();
  const store = await startEmulatedQdrant();
  const redis = await startOwnRedis();
  const model = await startCallProxy(new URL(models.modelUrl).origin, () => true);
  const embedder = await startCallProxy(new URL(embeddings.url).origin, () => true);
  const wire = await startDatabaseProxy(store.url);
  const holds = () => store.names().some((name) => store.points(name).size > 0);
  return {
    model,
    embedder,
    redis,
    environment: {
      LLM_BASE_URL: `${model.root}/v1`,
      LLM_MODEL: "faults-model",
      EMBEDDING_BASE_URL: `${embedder.root}/v1`,
      EMBEDDING_MODEL,
      QDRANT_URL: wire.url.replace(/\/$/, ""),
      ...(redis ? { REDIS_URL: redis.url } : {}),
    },
    qdrant: {
      holds,
      vanish: wire.cut,
      comeBackEmpty: async () => {
        store.empty();
        await wire.restore();
      },
    },
    serve: async (database) => {
      await waitFor("the embedder's vectors to serve", async () => {
        const sql = "SELECT FROM vector_sets WHERE state = 'serving' AND model = $1";
        return holds() && (await database.query(sql, [EMBEDDING_MODEL])).length > 0;
      });
    },
    close: async () => {
      await Promise.all([model.close(), embedder.close(), wire.close()]);
      await Promise.all([models.close(), embeddings.close(), store.close(), redis?.close()]);
    },
  };
}
