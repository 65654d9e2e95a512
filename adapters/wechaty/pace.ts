import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { Clock } from "../../infra/clock.ts";

export interface Pace {
  /** Counts as writing now. @throws DeliveryError `rate_limited` when the account wrote too short a while ago. */
  take(): void;
  /** The same for the second half of a message, which is not refused any more. */
  takeLate(): void;
}

/**
 * Keeps the account's sends apart, over all its chats: WeChat answers a burst with a ban, not with an error that could
 * be obeyed, so the refusal is made here, before anything leaves.
 */
export function createPace(clock: Clock, gapMs: number): Pace {
  let lastAt = Number.NEGATIVE_INFINITY;
  const takeLate = () => {
    lastAt = clock.now().getTime();
  };
  return {
    take: () => {
      const sinceMs = clock.now().getTime() - lastAt;
      // A negative time is a clock that was set back.
      if (sinceMs >= 0 && sinceMs < gapMs) {
        throw new DeliveryError("retry", "one WeChat account writes slowly, or it is banned", {
          fault: "rate_limited",
          retryAfterMs: gapMs - sinceMs,
        });
      }
      takeLate();
    },
    takeLate,
  };
}
