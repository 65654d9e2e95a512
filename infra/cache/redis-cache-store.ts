import type { Redis } from "ioredis";
import type { Log } from "../log/log.ts";
import type { CacheStore } from "./cache-store.ts";

/** Shared by all processes. A Redis that is away is an empty one: its own client says so in the log. */
export function createRedisCacheStore(redis: Redis, log: Log): CacheStore {
  const orElse = async <T>(work: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      log.warn("cache.unavailable", { error });
      return otherwise;
    }
  };
  return {
    get: (key) => orElse(redis.get(key), null),
    set: async (key, value, ttlMs) => {
      await orElse(redis.set(key, value, "PX", ttlMs), null);
    },
  };
}
