import { pauseEndpoint, webhookCause } from "../../domain/outgoing/change-endpoint.ts";
import type { DueDelivery } from "../../domain/outgoing/due-deliveries.ts";
import { type Endpoint, lockEndpointById } from "../../domain/outgoing/endpoint.ts";
import {
  freeEndpoint,
  giveUpOverdue,
  holdEndpoint,
  settleDelivered,
  settleFailed,
} from "../../domain/outgoing/settle-webhook.ts";
import type { Clock } from "../../infra/clock.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { readRetryAfter } from "../../infra/http/read-retry-after.ts";
import { newSpread } from "../../infra/ids.ts";
import { raiseAlert } from "../alerts/raise-alert.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { isAway, retryAfterMs } from "./plan-retry.ts";

/** What came of one request. */
export interface Attempt {
  /** Null: no answer came. */
  httpStatus: number | null;
  retryAfter: string | null;
  /** A word; null where it was taken. */
  error: string | null;
}

interface Attempted {
  endpoint: Endpoint;
  delivery: DueDelivery;
  attempt: Attempt;
}

/** Writes down what came of an attempt, and what follows for the endpoint; managers hear of what is given up. */
export async function settleAttempt(
  scope: OrgScope,
  { clock, channels }: { clock: Clock; channels: ChannelDirectory },
  { endpoint, delivery, attempt }: Attempted,
): Promise<void> {
  const now = clock.now();
  // One after the other: two attempts that fail at once are one step of the endpoint's waiting.
  const current = await lockEndpointById(scope, endpoint.id);
  if (!current) return;
  const { httpStatus, error } = attempt;
  if (error === null && httpStatus !== null) {
    await settleDelivered(scope, delivery.id, { httpStatus, now });
    return freeEndpoint(scope, endpoint.id);
  }
  if (httpStatus === 410) return endGone(scope, channels, current, now);
  const asked = readRetryAfter(attempt.retryAfter, now);
  const next = (attempts: number) => new Date(now.getTime() + retryAfterMs(attempts, newSpread(), asked));
  const failed = { httpStatus, error: error ?? "failed", now, nextAttemptAt: next(delivery.attempts + 1) };
  let given = (await settleFailed(scope, delivery.id, failed)) ? 1 : 0;
  if (isAway(httpStatus)) {
    if (current.retryAt === null || current.retryAt <= now)
      await holdEndpoint(scope, endpoint.id, next(current.failures + 1));
    given += await giveUpOverdue(scope, endpoint.id, now);
  } else {
    await freeEndpoint(scope, endpoint.id);
  }
  if (given > 0) await tellOfGivenUp(scope, channels, current, { given, error: failed.error, now });
}

/** It says that it is there no more: what waits is kept until somebody resumes or removes it. */
async function endGone(scope: OrgScope, channels: ChannelDirectory, endpoint: Endpoint, now: Date): Promise<void> {
  if (!(await pauseEndpoint(scope, { actor: "job" }, endpoint, "gone"))) return;
  const title = {
    en: `Outgoing webhook “${endpoint.name}” answered that it is gone (410) and is paused. Resume or remove it: deskhand webhook`,
    zh: `外发 Webhook“${endpoint.name}”返回已失效（410），已暂停。请恢复或删除：deskhand webhook`,
  };
  await raiseAlert(scope, channels, { kind: "webhook_failed", cause: webhookCause(endpoint.id), title }, now);
}

async function tellOfGivenUp(
  scope: OrgScope,
  channels: ChannelDirectory,
  endpoint: Endpoint,
  { given, error, now }: { given: number; error: string; now: Date },
): Promise<void> {
  const title = {
    en: `Outgoing webhook “${endpoint.name}” did not take events for three days (${error}): ${given} given up. When it works again: deskhand webhook replay`,
    zh: `外发 Webhook“${endpoint.name}”三天未接收事件（${error}）：已放弃 ${given} 条。恢复后可用 deskhand webhook replay 重发`,
  };
  await raiseAlert(scope, channels, { kind: "webhook_failed", cause: webhookCause(endpoint.id), title }, now);
}
