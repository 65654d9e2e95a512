import type { CacheStore } from "./cache-store.ts";

/** A store that says of each look-up whether there was something. */
export function createCountedCacheStore(store: CacheStore, onAsked: (wasFound: boolean) => void): CacheStore {
  return {
    get: async (key) => {
      const value = await store.get(key);
      onAsked(value !== null);
      return value;
    },
    set: (key, value, ttlMs) => store.set(key, value, ttlMs),
  };
}
