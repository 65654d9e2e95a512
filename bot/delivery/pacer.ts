import type { Redis } from "ioredis";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { z } from "zod";
import { defineSetting, fitting } from "../../domain/organisation/settings/setting.ts";
import type { Capabilities, Rate } from "../ports/adapter.ts";
import type { Lane } from "./lane.ts";

export interface PaceRequest {
  channelId: string;
  /** All that the message counts against; nearly always one. */
  chats: string[];
  rates: Capabilities["rates"];
  burst: Burst;
  lane: Lane;
  /** Staff places are groups that many conversations share. */
  isGroup: boolean;
  /** The platform refused for rate a short while ago: its published rates count for everything. */
  isSlow: boolean;
}

export interface Pacer {
  /** 0 when it may go out now (and is counted), else how long to wait. */
  waitMs(request: PaceRequest): Promise<number>;
  /** Little is left of what may go out now: what can share a message should. */
  isTight(request: PaceRequest): Promise<boolean>;
}

export interface PacerOptions {
  /** Shared by all processes when given, but while it is away; otherwise right for one process. */
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

const messages = z.number().int().min(1).max(100_000);
export const burstPerChat = defineSetting("delivery.burst_per_chat", messages, 20);
export const burstPerChannel = defineSetting("delivery.burst_per_channel", messages.nullable(), null);

/** The organisation's bursts from its settings: 20 a chat and no bound a channel where one is not set or does not fit. */
export function readBurst(perChat: unknown, perChannel: unknown): Burst {
  return { perChat: fitting(burstPerChat, perChat), perChannel: fitting(burstPerChannel, perChannel) };
}

const BURST_WINDOW_MS = 20_000;

/** A minute's budget is given out in thirds of it: wherever a minute begins, it meets four of them at most. */
const SMOOTHED_FROM = 8;
/** Of a place's budget, what mirrors leave to what people wait for, and of a channel's, campaigns to mirrors. */
const RESERVED = 1 / 4;
/** Budgets of fewer messages are always nearly used, or not at all. */
const TIGHT_FROM = 4;

/** A count that may have to be waited for, or (`isCounted`) only tells others how much went out. */
interface Rule {
  rate: Rate;
  key: string;
  /** Points that this message may not use. */
  reserve?: number;
  isCounted?: boolean;
}

/**
 * Adaptive pacing: a chat may be answered in a burst; after a refusal, and for mirrors, the platform's own rates hold.
 * Mirrors are refused from half of the channel's rate on, with what customers got counted in, and from three quarters of
 * their place's: nobody waits for them.
 */
export function createPacer({ redis, secondMs = 1_000 }: PacerOptions = {}): Pacer {
  const limiters = new Map<string, RateLimiterAbstract>();
  const limiter = (rate: Rate): RateLimiterAbstract => {
    const name = `${rate.messages}/${rate.perMs}`;
    const existing = limiters.get(name);
    if (existing) return existing;
    const duration = ((rate.perMs / 1000) * secondMs) / 1000;
    const options = { points: rate.messages, duration, keyPrefix: `ratelimit:delivery:${name}` };
    const own = new RateLimiterMemory(options);
    const made = redis
      ? new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: own, rejectIfRedisNotReady: true })
      : own;
    limiters.set(name, made);
    return made;
  };

  return {
    waitMs: async (request) => {
      const rules = rulesOf(request);
      const waits: number[] = [];
      // Looked at first, so that what has to wait for one budget uses nothing of another.
      for (const rule of rules) if (!rule.isCounted) waits.push(await look(limiter(rule.rate), rule));
      const wait = Math.max(0, ...waits);
      if (wait > 0) return wait;
      const taken: number[] = [];
      for (const rule of rules) taken.push(await take(limiter(rule.rate), rule));
      return Math.max(0, ...taken);
    },
    isTight: async (request) => {
      for (const { rate, key, reserve = 0, isCounted } of rulesOf(request)) {
        if (isCounted || rate.messages < TIGHT_FROM) continue;
        const used = (await limiter(rate).get(key))?.consumedPoints ?? 0;
        if (rate.messages - reserve - used <= 1) return true;
      }
      return false;
    },
  };
}

function rulesOf(request: PaceRequest): Rule[] {
  const { lane, isGroup, isSlow, rates, channelId } = request;
  const chatKeys = request.chats.map((chat) => `${channelId}:${chat}`);
  const isStrict = isSlow || rates.dropsSurplus === true;
  if (lane === "mirror" || lane === "campaign") return mirrorRules(request, chatKeys);
  const ours = halfOf(rates.perChannel, `${channelId}:hurried`, !isStrict);
  // What went out besides is counted where mirrors look.
  const seenByMirrors = halfOf(rates.perChannel, `${channelId}:mirrors`, true);
  const place = isGroup || rates.dropsSurplus ? placeRate(rates) : undefined;
  const inPlace = place ? chatKeys.map((key) => ({ rate: place, key, isCounted: rates.dropsSurplus !== true })) : [];
  return [
    ...(isStrict || (lane === "staff" && isGroup) ? publishedRules(request, chatKeys) : burstRules(request, chatKeys)),
    ...inPlace,
    ...(isStrict ? ours : []),
    ...seenByMirrors,
  ];
}

/** Mirrors, and campaigns, which leave the last of their common half to mirrors. */
function mirrorRules({ rates, channelId, isGroup, lane }: PaceRequest, chatKeys: string[]): Rule[] {
  const place = isGroup || rates.dropsSurplus ? placeRate(rates) : undefined;
  const reserve = place ? Math.floor(place.messages * RESERVED) : 0;
  const { perChat } = rates;
  return [
    ...(perChat && place !== perChat ? chatKeys.map((key) => ({ rate: perChat, key: `${key}:mirrors` })) : []),
    ...(place ? chatKeys.map((key) => ({ rate: place, key, reserve })) : []),
    ...halfOf(rates.perChannel, `${channelId}:mirrors`, false).map((rule) => leaving(rule, lane === "campaign")),
  ];
}

function leaving(rule: Rule, isCampaign: boolean): Rule {
  return isCampaign ? { ...rule, reserve: Math.floor(rule.rate.messages * RESERVED) } : rule;
}

/** What a place takes, given out evenly. */
function placeRate({ perChat, perGroup }: Capabilities["rates"]): Rate | undefined {
  const published = perGroup ?? perChat;
  if (!published || published.messages < SMOOTHED_FROM) return published;
  return { messages: Math.floor(published.messages / 4), perMs: Math.floor(published.perMs / 3) };
}

/** Each of the two kinds may use half of a channel's rate, so that both together keep it. */
function halfOf(rate: Rate | undefined, key: string, isCounted: boolean): Rule[] {
  if (!rate) return [];
  return [{ rate: { ...rate, messages: Math.max(1, Math.floor(rate.messages / 2)) }, key, isCounted }];
}

function publishedRules({ rates, isGroup }: PaceRequest, chatKeys: string[]): Rule[] {
  // Where surplus is lost the place's own count decides, and everything is in it.
  if (rates.dropsSurplus) return [];
  const rate = (isGroup ? rates.perGroup : undefined) ?? rates.perChat;
  return rate ? chatKeys.map((key) => ({ rate, key: `${key}:hurried` })) : [];
}

function burstRules({ burst: { perChat, perChannel }, channelId }: PaceRequest, chatKeys: string[]): Rule[] {
  const within = (messages: number): Rate => ({ messages, perMs: BURST_WINDOW_MS });
  return [
    ...chatKeys.map((key) => ({ rate: within(perChat), key })),
    ...(perChannel === null ? [] : [{ rate: within(perChannel), key: channelId }]),
  ];
}

async function look(limiter: RateLimiterAbstract, { rate, key, reserve = 0 }: Rule): Promise<number> {
  const used = await limiter.get(key);
  if (used === null || used.consumedPoints < rate.messages - reserve) return 0;
  return Math.max(1, used.msBeforeNext);
}

async function take(limiter: RateLimiterAbstract, { key, isCounted }: Rule): Promise<number> {
  if (isCounted) {
    await limiter.penalty(key);
    return 0;
  }
  try {
    await limiter.consume(key);
    return 0;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
    throw refusal;
  }
}
