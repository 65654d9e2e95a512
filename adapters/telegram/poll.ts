import { setTimeout as wait } from "node:timers/promises";
import type { Api } from "grammy";
import type { Update } from "grammy/types";
import type { Accept, Hearing, Receipt } from "../../bot/ports/adapter.ts";
import type { AdapterLog } from "../../bot/ports/channel-config.ts";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import { longPollSeconds } from "./apis.ts";
import { chatKeyOf } from "./chat-key.ts";
import { toRepeatableError } from "./errors.ts";
import { wantedUpdates } from "./wanted-updates.ts";

export interface Polling {
  api: Api;
  log: AdapterLog;
  /** Stores receipts and the cursor: the next offset. */
  accept: Accept;
  signal: AbortSignal;
  /** Told whether Telegram answers. */
  hearing?: Hearing;
  /** The offset to go on from; null: the oldest update that Telegram still holds. */
  cursor: string | null;
  /** Waits after failures, doubling from the first to the longest. */
  backoffMs?: { first: number; longest: number };
}

/**
 * Long polling until `signal` aborts. The offset is what confirms updates to Telegram, so it moves only after `accept`
 * has made them durable; grammY's own `bot.start()` moves it before, and would lose what could not be stored.
 * Goes on after everything that may pass: network, 5xx, 429, a second poller (409), a store that is away.
 * @throws DeliveryError `channel_broken` when the token is refused: only an operator can help then.
 */
export async function pollUpdates(polling: Polling): Promise<void> {
  const {
    api,
    log,
    accept,
    signal,
    hearing = () => undefined,
    backoffMs = { first: 1_000, longest: 30_000 },
  } = polling;
  let offset = offsetOf(polling.cursor);
  let failures = 0;
  let isReady = false;
  hearing(false);

  while (!signal.aborted) {
    try {
      if (!isReady) await removeWebhook(api, log);
      isReady = true;
      hearing(true);
      const updates = await fetchUpdates(api, offset, signal);
      const next = nextOffset(updates);
      if (next !== undefined) {
        await accept(updates.map(toReceipt), String(next));
        offset = next;
      }
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof DeliveryError && error.fault === "channel_broken") throw error;
      // Somebody may have set a webhook meanwhile: look again before the next try.
      isReady = false;
      hearing(false);
      const waitMs = retryAfter(error) ?? Math.min(backoffMs.first * 2 ** failures, backoffMs.longest);
      failures = Math.min(failures + 1, 16);
      log.warn("telegram.poll_failed", { ...describe(error), waitMs });
      await pause(waitMs, signal);
    }
  }
}

/** Updates come by webhook or by polling, never both; what waits is kept and comes by polling. */
async function removeWebhook(api: Api, log: AdapterLog): Promise<void> {
  try {
    const { url } = await api.getWebhookInfo();
    if (!url) return;
    await api.deleteWebhook({ drop_pending_updates: false });
    log.info("telegram.webhook_removed", { because: "this channel polls" });
  } catch (error) {
    throw toRepeatableError(error);
  }
}

async function fetchUpdates(api: Api, offset: number | undefined, signal: AbortSignal): Promise<Update[]> {
  // Both AbortSignals are the same at run time; grammY's type is that of the package abort-controller.
  const abort = signal as unknown as NonNullable<Parameters<typeof api.getUpdates>[1]>;
  try {
    return await api.getUpdates(
      { ...(offset !== undefined && { offset }), limit: 100, timeout: longPollSeconds, allowed_updates: wantedUpdates },
      abort,
    );
  } catch (error) {
    throw toRepeatableError(error);
  }
}

function toReceipt(update: Update): Receipt {
  return { externalId: String(update.update_id), chat: chatKeyOf({ ...update }), raw: JSON.stringify(update) };
}

function nextOffset(updates: Update[]): number | undefined {
  const last = updates.at(-1);
  return last && last.update_id + 1;
}

function offsetOf(cursor: string | null): number | undefined {
  return cursor !== null && /^\d{1,15}$/.test(cursor) ? Number(cursor) : undefined;
}

function retryAfter(error: unknown): number | undefined {
  return error instanceof DeliveryError ? error.retryAfterMs : undefined;
}

function describe(error: unknown): Record<string, unknown> {
  if (error instanceof DeliveryError) return { code: error.code, ...error.details };
  return { code: error instanceof Error ? error.name : "unknown" };
}

async function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(waitMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
