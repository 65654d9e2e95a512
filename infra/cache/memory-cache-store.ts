import type { Clock } from "../clock.ts";
import type { CacheStore } from "./cache-store.ts";

/** In this process; right for one. When there is no more room, what was not asked for longest goes. */
export function createMemoryCacheStore(clock: Clock, { maxEntries = 2_000 } = {}): CacheStore {
  const entries = new Map<string, { value: string; until: number }>();
  return {
    get: async (key) => {
      const entry = entries.get(key);
      if (!entry) return null;
      entries.delete(key);
      if (entry.until <= clock.now().getTime()) return null;
      // In order of use.
      entries.set(key, entry);
      return entry.value;
    },
    set: async (key, value, ttlMs) => {
      entries.delete(key);
      entries.set(key, { value, until: clock.now().getTime() + ttlMs });
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries) break;
        entries.delete(oldest);
      }
    },
  };
}
