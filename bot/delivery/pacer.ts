import type { Redis } from "ioredis";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { z } from "zod";
import type { Capabilities, Rate } from "../ports/adapter.ts";

export interface PaceRequest {
  channelId: string;
  /** All that the message counts against; nearly always one. */
  chats: string[];
  rates: Capabilities["rates"];
  burst: Burst;
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
  /** Shared by all processes when given; otherwise right for one process. */
  redis?: Redis;
  /** How long a second lasts, in milliseconds: 1000 unless a test turns the clock. */
  secondMs?: number;
}

/** How much may go out at once before it is paced, within twenty seconds. */
export interface Burst {
  perChat: number;
  /** Null: as much as comes. */
  perChannel: number | null;
}

const burstSetting = z.number().int().min(1).max(100_000);

/** The organisation's bursts from its settings: 20 a chat and no bound a channel where one is not set or does not fit. */
export function readBurst(perChat: unknown, perChannel: unknown): Burst {
  const chat = burstSetting.safeParse(perChat);
  const channel = burstSetting.safeParse(perChannel);
  return { perChat: chat.success ? chat.data : 20, perChannel: channel.success ? channel.data : null };
}

const BURST_WINDOW_MS = 20_000;

/** Adaptive pacing: a chat may be answered in a burst; after a refusal, and for mirrors, the platform's own rates hold. */
export function createPacer({ redis, secondMs = 1_000 }: PacerOptions = {}): Pacer {
  const limiters = new Map<string, RateLimiterAbstract>();
  const limiter = (rate: Rate): RateLimiterAbstract => {
    const name = `${rate.messages}/${rate.perMs}`;
    const existing = limiters.get(name);
    if (existing) return existing;
    const duration = ((rate.perMs / 1000) * secondMs) / 1000;
    const options = { points: rate.messages, duration, keyPrefix: `ratelimit:delivery:${name}` };
    const made = redis ? new RateLimiterRedis({ ...options, storeClient: redis }) : new RateLimiterMemory(options);
    limiters.set(name, made);
    return made;
  };

  return {
    waitMs: async ({ channelId, chats, rates, burst, isGroup, isSlow, isUnhurried }) => {
      const chatKeys = chats.map((chat) => `${channelId}:${chat}`);
      const rules: [Rate | undefined, string][] =
        isSlow || isUnhurried || rates.dropsSurplus
          ? [
              ...chatKeys.map((key): [Rate | undefined, string] => [rates.perChat, key]),
              ...chatKeys.map((key): [Rate | undefined, string] => [isGroup ? rates.perGroup : undefined, key]),
              [rates.perChannel, channelId],
            ]
          : burstRules(burst, chatKeys, channelId);
      const waits: number[] = [];
      for (const [rate, key] of rules) if (rate) waits.push(await take(limiter(rate), key));
      return Math.max(0, ...waits);
    },
  };
}

function burstRules(
  { perChat, perChannel }: Burst,
  chatKeys: string[],
  channelId: string,
): [Rate | undefined, string][] {
  const within = (messages: number): Rate => ({ messages, perMs: BURST_WINDOW_MS });
  return [
    ...chatKeys.map((key): [Rate | undefined, string] => [within(perChat), key]),
    [perChannel === null ? undefined : within(perChannel), channelId],
  ];
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
