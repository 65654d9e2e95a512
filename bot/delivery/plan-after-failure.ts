import type { Capabilities } from "../ports/adapter.ts";
import type { DeliveryError } from "../ports/delivery-error.ts";
import { backoffMs, GIVE_UP_AFTER_MS } from "./backoff.ts";

export type FailurePlan =
  /** Try the same delivery again at `at`; what comes after it in the chat waits. */
  | { kind: "again"; at: Date; holdsChannel: boolean }
  /** It will not be sent. */
  | { kind: "failed" }
  /** Nobody knows whether it was sent, and the platform offers no way to find out. */
  | { kind: "uncertain" };

/** A refusal of our credentials is an operator's to mend: what waits is kept and tried again every few minutes. */
const BROKEN_CHANNEL_RETRY_MS = 2 * 60_000;

/**
 * What becomes of a delivery whose send failed. Pure. `attempts` counts the failed one, and is 0 where it had none of its own; `spread` (0 to 1) scatters the
 * retries. An uncertain send goes out again where that cannot double it, or where the adapter can look first; elsewhere
 * exactly once more, because a customer who gets an answer twice is better served than one who gets none.
 */
export function planAfterFailure(
  error: DeliveryError,
  state: {
    attempts: number;
    firstAttemptAt: Date;
    /** An earlier attempt of this delivery was uncertain already. */
    wasUncertain?: boolean;
    uncertainSend: Capabilities["uncertainSend"];
    now: Date;
    spread?: number;
  },
): FailurePlan {
  const { attempts, firstAttemptAt, now } = state;
  const again = (ms: number, holdsChannel = false): FailurePlan => ({
    kind: "again",
    at: new Date(now.getTime() + ms),
    holdsChannel,
  });
  const waitMs = error.retryAfterMs ?? backoffMs(attempts, state.spread ?? 0);

  if (error.fault === "channel_broken") return again(Math.max(waitMs, BROKEN_CHANNEL_RETRY_MS));
  // Being told to wait is not a failed attempt: it is obeyed for as long as the platform says so.
  if (error.fault === "rate_limited") return again(waitMs, true);
  if (error.outcome === "rejected") return { kind: "failed" };
  // It was in another's message, which nothing of its own can find again.
  if (error.outcome === "uncertain" && attempts === 0) return { kind: "uncertain" };
  if (error.outcome === "uncertain" && state.uncertainSend === "resend_once") {
    return state.wasUncertain ? { kind: "uncertain" } : again(waitMs);
  }
  const isOver = now.getTime() - firstAttemptAt.getTime() >= GIVE_UP_AFTER_MS;
  return isOver ? { kind: error.outcome === "uncertain" ? "uncertain" : "failed" } : again(waitMs);
}
