import { Redis } from "ioredis";
import type { RateLimiterAbstract } from "rate-limiter-flexible";
import { expect, it } from "vitest";
import { findRedis } from "../../tests/support/redis.ts";
import { waitFor } from "../../tests/support/wait-for.ts";
import { newId } from "../ids.ts";
import { createLimits } from "./rate-limits.ts";

const found = await findRedis();

function connect(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false });
  redis.on("error", () => undefined);
  return redis;
}

/** Whether one more may come. */
async function comes(limit: RateLimiterAbstract, who: string): Promise<boolean> {
  return limit.consume(who).then(
    () => true,
    (refusal: unknown) => {
      if (refusal instanceof Error) throw refusal;
      return false;
    },
  );
}

it("counts by itself in each process without a Redis, one name apart from another", async () => {
  const makeLimit = createLimits(null);
  const [calls, others] = [makeLimit("a", 1), makeLimit("b", 1)];
  expect([await comes(calls, "who"), await comes(calls, "who"), await comes(calls, "other")]).toEqual([
    true,
    false,
    true,
  ]);
  expect(await comes(others, "who")).toBe(true);
});

it.skipIf(!found)("counts once for all processes on one Redis, and goes on alone when that is gone", async () => {
  const one = connect(found?.url ?? "");
  const two = connect(found?.url ?? "");
  try {
    await waitFor("both connections", async () => one.status === "ready" && two.status === "ready");
    const name = `test:${newId()}`;
    const [here, there] = [createLimits(one)(name, 3), createLimits(two)(name, 3)];
    const who = "key";
    expect([await comes(here, who), await comes(there, who), await comes(here, who)]).toEqual([true, true, true]);
    expect([await comes(here, who), await comes(there, who)]).toEqual([false, false]);
    one.disconnect();
    await waitFor("the connection's end", async () => one.status === "end");
    // Its own count begins, and holds.
    const alone = [await comes(here, who), await comes(here, who), await comes(here, who), await comes(here, who)];
    expect(alone).toEqual([true, true, true, false]);
    expect(await comes(there, who)).toBe(false);
  } finally {
    one.disconnect();
    two.disconnect();
    await found?.close();
  }
});
