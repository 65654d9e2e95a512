import type { Update } from "grammy/types";
import { BotApiError } from "./bot-api-error.ts";
import type { Updates } from "./updates.ts";

export interface GetUpdates {
  offset?: number | undefined;
  limit: number;
  timeoutMs: number;
  /** Aborted when the client hangs up. */
  signal: AbortSignal;
}

export interface LongPoll {
  get(request: GetUpdates): Promise<Update[]>;
  /** Whether somebody waits. */
  isWaiting(): boolean;
  /** Answers whoever waits, as when a webhook is set meanwhile. */
  interrupt(error: BotApiError): void;
}

/**
 * `getUpdates`: forgets what lies before `offset`, hands out the rest, and waits when there is none. Only one may wait:
 * a second request ends the first with 409 (tdlib/telegram-bot-api, Client.cpp).
 */
export function createLongPoll(updates: Updates): LongPoll {
  let waiting: ((error: BotApiError) => void) | undefined;

  const take = ({ offset, limit }: GetUpdates): Update[] => {
    const pending = updates.pending();
    const from = offset !== undefined && offset < 0 ? (pending.at(offset)?.update.update_id ?? 0) : (offset ?? 0);
    for (const { update } of pending.filter(({ update }) => update.update_id < from)) updates.remove(update.update_id);
    return updates
      .pending()
      .slice(0, limit)
      .map(({ update }) => update);
  };

  return {
    get: (request) => {
      waiting?.(conflict());
      const ready = take(request);
      if (ready.length > 0 || request.timeoutMs === 0) return Promise.resolve(ready);
      return new Promise<Update[]>((resolve, reject) => {
        const finish = (end: () => void) => {
          clearTimeout(timer);
          updates.events.off("changed", look);
          request.signal.removeEventListener("abort", hungUp);
          if (waiting === refuse) waiting = undefined;
          end();
        };
        const look = () => {
          const arrived = updates.pending().length > 0 ? take(request) : [];
          if (arrived.length > 0) finish(() => resolve(arrived));
        };
        const hungUp = () => finish(() => resolve([]));
        const refuse = (error: BotApiError) => finish(() => reject(error));
        const timer = setTimeout(() => finish(() => resolve([])), request.timeoutMs);
        updates.events.on("changed", look);
        request.signal.addEventListener("abort", hungUp, { once: true });
        waiting = refuse;
      });
    },
    isWaiting: () => waiting !== undefined,
    interrupt: (error) => waiting?.(error),
  };
}

const conflict = () =>
  new BotApiError(
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
  );
