import { Redis } from "ioredis";
import { afterAll, describe, expect, it } from "vitest";
import { findRedis } from "../../tests/support/redis.ts";
import { waitFor } from "../../tests/support/wait-for.ts";
import { silentLog } from "../log/log.ts";
import type { CacheStore } from "./cache-store.ts";
import { createMemoryCacheStore } from "./memory-cache-store.ts";
import { createRedisCacheStore } from "./redis-cache-store.ts";

const found = await findRedis();
const redis = found ? new Redis(found.url) : null;
afterAll(async () => {
  redis?.disconnect();
  await found?.close();
});

const stores: [string, () => CacheStore, boolean][] = [
  ["in this process", () => createMemoryCacheStore({ now: () => new Date() }), true],
  ["in Redis", () => createRedisCacheStore(redis as Redis, silentLog), redis !== null],
];

describe.each(stores)("a cache %s", (_, create, isThere) => {
  it.skipIf(!isThere)("gives back what was put in last, until its time is over", async () => {
    const store = create();
    const key = `test:${Math.floor(performance.now() * 1000)}`;
    expect(await store.get(key)).toBeNull();
    await store.set(key, "one", 60_000);
    await store.set(key, "two", 60_000);
    expect(await store.get(key)).toBe("two");
    await store.set(key, "three", 20);
    await waitFor("its end", async () => ((await store.get(key)) === null ? true : null));
  });
});

it("gives up what was not asked for longest when there is no more room", async () => {
  const store = createMemoryCacheStore({ now: () => new Date(0) }, { maxEntries: 2 });
  await store.set("a", "1", 1_000);
  await store.set("b", "2", 1_000);
  await store.get("a");
  await store.set("c", "3", 1_000);
  expect([await store.get("a"), await store.get("b"), await store.get("c")]).toEqual(["1", null, "3"]);
});

it("is empty while its Redis is away", async () => {
  const nowhere = new Redis("redis://127.0.0.1:1", {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: () => null,
  });
  nowhere.on("error", () => undefined);
  const store = createRedisCacheStore(nowhere, silentLog);
  await store.set("a", "1", 1_000);
  expect(await store.get("a")).toBeNull();
  nowhere.disconnect();
});
