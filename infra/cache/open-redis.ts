import { Redis } from "ioredis";
import type { Log } from "../log/log.ts";

/** Longer than any command of ours takes; a customer waits meanwhile. */
const ANSWER_WITHIN_MS = 500;

/**
 * A client whose commands fail, and soon, while Redis is away or does not answer: all that is kept there can be done
 * without. To be disconnected by whoever opened it.
 */
export function openRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: ANSWER_WITHIN_MS,
  });
  redis.on("error", (error: Error) => log.warn("redis.unavailable", { error }));
  return redis;
}
