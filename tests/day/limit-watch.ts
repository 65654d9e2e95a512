/** How often a platform said to wait, and how often that was not heeded. */
export interface Refusals {
  refused: number;
  /** Calls about a place that came while it was told to wait. */
  ignored: number;
}

/** What was under way when the refusal was answered could not know of it. */
export const UNDER_WAY_MS = 250;

/** Watches whether nothing more comes about a place until the time that a refusal named is over. */
export function createLimitWatch(nowMs: () => number) {
  const waits = new Map<string, { from: number; until: number }>();
  const counted: Refusals = { refused: 0, ignored: 0 };
  return {
    /** A call about a place; `retryAfterMs` where it was refused for rate. */
    called: (place: string, retryAfterMs: number | null): void => {
      const now = nowMs();
      const wait = waits.get(place);
      if (wait && now > wait.from + UNDER_WAY_MS && now < wait.until) counted.ignored += 1;
      if (retryAfterMs === null) return;
      counted.refused += 1;
      waits.set(place, { from: now, until: now + retryAfterMs });
    },
    counted: (): Refusals => ({ ...counted }),
  };
}
