import type { Redis } from "ioredis";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { Capabilities, Rate } from "../ports/adapter.ts";

export interface PaceRequest {
  channelId: string;
  chat: string;
  rates: Capabilities["rates"];
  /** Staff places are groups; customers' chats are mostly private. */
  isGroup: boolean;
  /** The platform refused for rate a short while ago: its published rates count for everything. */
  isSlow: boolean;
  /** Mirrors and campaigns: the published rates count always. */
  isUnhurried: boolean;
}

export interface Pacer {
  /** 0 when it may go out now (and is counted), else how long to wait. */
  waitMs(request: PaceRequest): Promise<number>;
}

export interface PacerOptions {
  /** Messages that a chat may be sent at once before it is paced. */
  burstPerChat: number;
  /** Shared by all processes when given; otherwise right for one process. */
  redis?: Redis;
}

const BURST_WINDOW_MS = 20_000;

/** Adaptive pacing: a chat may be answered in a burst; after a refusal, and for mirrors, the platform's own rates hold. */
export function createPacer({ burstPerChat, redis }: PacerOptions): Pacer {
  const limiters = new Map<string, RateLimiterAbstract>();
  const limiter = (rate: Rate): RateLimiterAbstract => {
    const name = `${rate.messages}/${rate.perMs}`;
    const existing = limiters.get(name);
    if (existing) return existing;
    const options = { points: rate.messages, duration: rate.perMs / 1000, keyPrefix: `ratelimit:delivery:${name}` };
    const made = redis ? new RateLimiterRedis({ ...options, storeClient: redis }) : new RateLimiterMemory(options);
    limiters.set(name, made);
    return made;
  };

  return {
    waitMs: async ({ channelId, chat, rates, isGroup, isSlow, isUnhurried }) => {
      const chatKey = `${channelId}:${chat}`;
      const burst: Rate = { messages: burstPerChat, perMs: BURST_WINDOW_MS };
      const rules: [Rate | undefined, string][] =
        isSlow || isUnhurried
          ? [
              [rates.perChat, chatKey],
              [isGroup ? rates.perGroup : undefined, chatKey],
              [rates.perChannel, channelId],
            ]
          : [[burst, chatKey]];
      const waits: number[] = [];
      for (const [rate, key] of rules) if (rate) waits.push(await take(limiter(rate), key));
      return Math.max(0, ...waits);
    },
  };
}

async function take(limiter: RateLimiterAbstract, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
    throw refusal;
  }
}
