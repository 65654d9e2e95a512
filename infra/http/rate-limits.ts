import type { Redis } from "ioredis";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";

/** Makes a limit of its own name: so many a minute, of each that is counted. */
export type MakeLimit = (name: string, perMinute: number) => RateLimiterAbstract;

/**
 * Limits that all processes share where there is a Redis, and each process's own where there is none or while it is away:
 * nobody is kept out because of it, and nobody goes without a limit.
 */
export function createLimits(redis: Redis | null): MakeLimit {
  return (name, perMinute) => {
    const options = { points: perMinute, duration: 60, keyPrefix: `ratelimit:${name}` };
    const own = new RateLimiterMemory(options);
    if (!redis) return own;
    return new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: own, rejectIfRedisNotReady: true });
  };
}
