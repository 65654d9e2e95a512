import { DeskhandError } from "../../infra/errors.ts";

/**
 * How a send failed. *rejected*: the platform said no and will say so again. *retry*: it certainly did not happen and
 * may work later. *uncertain*: the request left and no answer came, so the message may or may not have been sent.
 */
export type DeliveryOutcome = "rejected" | "retry" | "uncertain";

/** What the core can do about a failure besides the retry; the adapter sets it where the platform's answer tells. */
export type DeliveryFault =
  /** Too many requests: the whole channel waits, not only this chat. */
  | "rate_limited"
  /** The person cannot be reached any more: blocked, deactivated, left. */
  | "recipient_gone"
  /** A rule of the platform forbids sending now (48-hour window, five messages, session state). */
  | "window_closed"
  /** The channel's credentials or rights do not work: an operator has to act. */
  | "channel_broken"
  /** The thread or topic is gone. */
  | "thread_gone"
  /** The thread or topic is there, and takes nothing until it is opened again. */
  | "thread_closed"
  /** The chat has another id now; `details.newChatId` says which. */
  | "chat_moved"
  | "other";

export class DeliveryError extends DeskhandError {
  readonly outcome: DeliveryOutcome;
  readonly fault: DeliveryFault;
  /** For `retry`: the platform's own wait, when it said one. */
  readonly retryAfterMs: number | undefined;

  constructor(
    outcome: DeliveryOutcome,
    message: string,
    options: { fault?: DeliveryFault; retryAfterMs?: number; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    const { fault = "other", retryAfterMs, ...rest } = options;
    super(`delivery.${outcome}`, message, rest);
    this.outcome = outcome;
    this.fault = fault;
    this.retryAfterMs = retryAfterMs;
  }
}
