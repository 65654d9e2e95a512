import type { Clock } from "../../infra/clock.ts";

const WINDOW_MS = 60_000;
/** A sender that is not heard of for a minute is forgotten; more at once than this are all forgotten. */
const MAX_SENDERS = 10_000;

/** Counts a sender's requests within a minute, in this process. `isOver` counts one and says whether it was too much. */
export function createRequestLimit(clock: Clock, perMinute: number): { isOver(sender: string): boolean } {
  const seen = new Map<string, { from: number; count: number }>();
  return {
    isOver: (sender) => {
      const now = clock.now().getTime();
      const entry = seen.get(sender);
      if (entry && now - entry.from < WINDOW_MS) {
        entry.count += 1;
        return entry.count > perMinute;
      }
      if (seen.size >= MAX_SENDERS) seen.clear();
      seen.set(sender, { from: now, count: 1 });
      return false;
    },
  };
}
