/** Which platforms seem to be away, as this process sees it: sends to several chats of a channel failed in a row. */
export interface Outages {
  /** A send failed as it does while a platform is away. */
  failed(channelId: string, chat: string): void;
  /** A send was taken. True when the platform seems to be back with it: what waits out its failures may go at once. */
  isBack(channelId: string): boolean;
}

/** A chat whose every send fails is no outage. */
const CHATS = 2;
/** Two such chats are not tried with every message that somebody else gets. */
const NOT_WITHIN_MS = 15_000;

/** `now` is a clock that only goes forward, in milliseconds. */
export function createOutages(now = () => performance.now()): Outages {
  const failing = new Map<string, Set<string>>();
  const backAt = new Map<string, number>();
  return {
    failed: (channelId, chat) => {
      const chats = failing.get(channelId) ?? new Set<string>();
      failing.set(channelId, chats);
      if (chats.size < CHATS) chats.add(chat);
    },
    isBack: (channelId) => {
      const wasAway = (failing.get(channelId)?.size ?? 0) >= CHATS;
      // One that was just back keeps its failures: a success among them was none of the platform's being back.
      if (wasAway && now() - (backAt.get(channelId) ?? Number.NEGATIVE_INFINITY) < NOT_WITHIN_MS) return false;
      failing.delete(channelId);
      if (wasAway) backAt.set(channelId, now());
      return wasAway;
    },
  };
}
