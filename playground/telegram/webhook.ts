import { setMaxListeners } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import type { Update, WebhookInfo } from "grammy/types";
import type { PendingUpdate, Updates } from "./updates.ts";

export interface WebhookTarget {
  url: string;
  secretToken?: string;
  maxConnections: number;
}

export interface Webhook {
  /** Where updates go from now on; undefined: nowhere, they wait for `getUpdates`. */
  set(target: WebhookTarget | undefined): void;
  isSet(): boolean;
  info(): WebhookInfo;
  close(): Promise<void>;
}

/** One request to the bot, with the status it was answered with; null when nothing answered. */
export interface WebhookAttempt {
  update: Update;
  status: number | null;
  milliseconds: number;
}

interface WebhookOptions {
  updates: Updates;
  /** Told of each request and its answer, for the page. */
  onAttempt: (attempt: WebhookAttempt) => void;
  now: () => Date;
  /** How long a second lasts here; tests shorten it. */
  secondMs: number;
}

/** The server gives up on a request that hangs (tdlib/telegram-bot-api, WebhookActor.cpp, create_connection). */
const requestTimeoutSeconds = 60;
/** However fast its clock runs: what a busy machine takes for a call is no sign of a webhook that hangs. */
const leastRequestTimeoutMs = 5_000;
const longestRetrySeconds = 60;
const longestRetryAfterSeconds = 3_600;

/**
 * Delivers updates the way tdlib/telegram-bot-api's WebhookActor.cpp does: one queue a chat, the next update of a queue
 * only after the one before it was answered with 2xx, queues beside each other up to `max_connections`; after a failure
 * once more at once, then after 2, 4, 8 … 60 s, or after what `Retry-After` says.
 */
export function createWebhook({ updates, onAttempt, now, secondMs }: WebhookOptions): Webhook {
  let target: WebhookTarget | undefined;
  let lastError: { at: Date; message: string } | undefined;
  let stop = newStop();
  const running = new Map<string, Promise<void>>();

  const pump = () => {
    if (!target) return;
    for (const { queue } of updates.pending()) {
      if (running.size >= target.maxConnections) return;
      if (!running.has(queue))
        running.set(
          queue,
          drain(queue, target, stop.signal).finally(() => ended(queue)),
        );
    }
  };
  const ended = (queue: string) => {
    running.delete(queue);
    if (!stop.signal.aborted) pump();
  };

  async function drain(queue: string, to: WebhookTarget, signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const next = updates.pending().find((pending) => pending.queue === queue);
      if (!next) return;
      const result = await deliver(next, to, signal);
      if (signal.aborted) return;
      if (result === "taken") {
        failures = 0;
        updates.remove(next.update.update_id);
        continue;
      }
      failures++;
      lastError = { at: now(), message: result.message };
      const seconds = result.retryAfterSeconds ?? backoffSeconds(failures);
      await wait(seconds * secondMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async function deliver({ update }: PendingUpdate, to: WebhookTarget, signal: AbortSignal): Promise<Answer> {
    const startedAt = performance.now();
    const requestTimeoutMs = Math.max(leastRequestTimeoutMs, requestTimeoutSeconds * secondMs);
    const noteAttempt = (status: number | null) =>
      onAttempt({ update, status, milliseconds: performance.now() - startedAt });
    try {
      const response = await fetch(to.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(to.secretToken !== undefined && { "x-telegram-bot-api-secret-token": to.secretToken }),
        },
        body: JSON.stringify(update),
        signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
      });
      await response.body?.cancel();
      noteAttempt(response.status);
      if (response.ok) return "taken";
      const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
      return {
        message: `Wrong response from the webhook: ${response.status} ${response.statusText}`.trim(),
        ...(Number.isFinite(retryAfter) && { retryAfterSeconds: Math.min(retryAfter, longestRetryAfterSeconds) }),
      };
    } catch {
      noteAttempt(null);
      return { message: "Connection refused" };
    }
  }

  updates.events.on("changed", pump);
  return {
    set: (to) => {
      stop.abort();
      stop = newStop();
      target = to;
      lastError = undefined;
      // What was in flight ends first, so that no queue is delivered by two at once.
      void Promise.all(running.values()).then(pump);
    },
    isSet: () => target !== undefined,
    info: () => ({
      url: target?.url ?? "",
      has_custom_certificate: false,
      pending_update_count: updates.pending().length,
      ...(target && { max_connections: target.maxConnections }),
      ...(lastError && {
        last_error_date: Math.floor(lastError.at.getTime() / 1_000),
        last_error_message: lastError.message,
      }),
      ...(updates.allowed() && {
        allowed_updates: [...(updates.allowed() ?? [])] as WebhookInfo["allowed_updates"] & {},
      }),
    }),
    close: async () => {
      updates.events.off("changed", pump);
      stop.abort();
      target = undefined;
      await Promise.all(running.values());
    },
  };
}

type Answer = "taken" | { message: string; retryAfterSeconds?: number };

const backoffSeconds = (failures: number): number =>
  failures === 1 ? 0 : Math.min(2 ** (failures - 1), longestRetrySeconds);

/** Every queue that waits to try again listens for the end: as many as there are chats. */
function newStop(): AbortController {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  return stop;
}
