import type { SlackFault } from "./faults.ts";
import type { Arguments } from "./method.ts";

export interface PostRate {
  /** How many posts to one channel pass at once. */
  burst: number;
  /** How many a second become free again. */
  perSecond: number;
}

/** "Rate limits": chat.postMessage takes about one message a second per channel and forgives short bursts. */
export function createPostLimit(rate: PostRate | undefined, now: () => Date) {
  const spent = new Map<string, { posts: number; atMs: number }>();

  return (method: string, args: Arguments): SlackFault | null => {
    if (!rate || method !== "chat.postMessage") return null;
    const channel = args["channel"] ?? "";
    const nowMs = now().getTime();
    const last = spent.get(channel) ?? { posts: 0, atMs: nowMs };
    const posts = Math.max(0, last.posts - ((nowMs - last.atMs) / 1000) * rate.perSecond);
    if (posts + 1 > rate.burst) {
      return { kind: "rate_limited", retryAfterSeconds: Math.ceil((posts + 1 - rate.burst) / rate.perSecond) };
    }
    spent.set(channel, { posts: posts + 1, atMs: nowMs });
    return null;
  };
}
