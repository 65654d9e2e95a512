import type { Redis } from "ioredis";
import type { Database } from "../infra/db/connect.ts";
import { poolUse } from "../infra/db/pool-use.ts";
import type { Metrics } from "../infra/metrics/metrics.ts";

/** Shows how busy this process's connections are whenever somebody scrapes. */
export function showConnections(metrics: Metrics, db: Database, redis: Redis | null): void {
  // A gauge without labels would read 0 where there is none.
  if (!redis) metrics.redisUp.remove();
  metrics.onScrape(async () => {
    for (const { pool, inUse, idle, max, waiting } of poolUse(db)) {
      metrics.poolConnections.set({ pool, state: "in_use" }, inUse);
      metrics.poolConnections.set({ pool, state: "idle" }, idle);
      metrics.poolMax.set({ pool }, max);
      metrics.poolWaiting.set({ pool }, waiting);
    }
    if (redis) metrics.redisUp.set(redis.status === "ready" ? 1 : 0);
  });
}
