import { type DueDelivery, findDueDeliveries } from "../../domain/outgoing/due-deliveries.ts";
import { type Endpoint, lockEndpointById } from "../../domain/outgoing/endpoint.ts";
import { spreadEvents } from "../../domain/outgoing/spread-events.ts";
import type { Clock } from "../../infra/clock.ts";
import type { SecretBox } from "../../infra/crypto/secret-box.ts";
import { signatureHeaders } from "../../infra/crypto/webhook-signature.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { PostError, postJson, type ResolveName } from "../../infra/http/post-json.ts";
import type { Log } from "../../infra/log/log.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { eventBody, textOfEvent } from "./event-body.ts";
import { goOnAfterRestore } from "./go-on-after-restore.ts";
import { type Attempt, settleAttempt } from "./settle-attempt.ts";

export interface OutgoingDeps {
  db: Database;
  secrets: SecretBox;
  channels: ChannelDirectory;
  clock: Clock;
  log: Log;
  /** The system's resolver unless a test says otherwise. */
  resolveName?: ResolveName;
}

/** As many customers' events go to an endpoint at a time. */
const AT_ONCE = 4;
/** After so long the next look makes a new job of what is left, so that all endpoints get their turn. */
const TURN_MS = 20_000;

/**
 * Tells an endpoint of what happened: takes over the new events, then sends what is due, in order for each customer.
 * Ends when nothing is due, the endpoint is away or paused, its turn is over, or `signal` aborts. To be run by one
 * process at a time.
 */
export async function sendToEndpoint(
  deps: OutgoingDeps,
  { orgId, endpointId }: { orgId: string; endpointId: string },
  signal: AbortSignal,
): Promise<void> {
  const until = performance.now() + TURN_MS;
  while (!signal.aborted && performance.now() < until) {
    const step = await inOrganization(deps.db, orgId, async (scope) => {
      const now = deps.clock.now();
      const endpoint = await lockEndpointById(scope, endpointId);
      if (endpoint?.isAhead && endpoint.status !== "removed")
        await goOnAfterRestore(scope, deps.channels, endpoint, now);
      if (endpoint?.status !== "active" || (endpoint.retryAt !== null && endpoint.retryAt > now)) return null;
      const hasMore = await spreadEvents(scope, endpoint, now);
      // One attempt tells whether it is there again.
      const atMost = endpoint.failures > 0 ? 1 : AT_ONCE;
      return { endpoint, hasMore, due: await findDueDeliveries(scope, endpointId, { now, atMost }) };
    });
    if (step === null || (step.due.length === 0 && !step.hasMore)) return;
    await Promise.all(step.due.map((delivery) => sendOne(deps, orgId, step.endpoint, delivery, signal)));
  }
}

async function sendOne(
  deps: OutgoingDeps,
  orgId: string,
  endpoint: Endpoint,
  delivery: DueDelivery,
  signal: AbortSignal,
): Promise<void> {
  const text = endpoint.withText
    ? await inOrganization(deps.db, orgId, (scope) => textOfEvent(scope, delivery))
    : undefined;
  const attempt = await attemptPost(deps, endpoint, { id: delivery.eventId, body: eventBody(delivery, text) }, signal);
  // What was cut off by our own end was no attempt.
  if (signal.aborted && attempt.httpStatus === null) return;
  await inOrganization(deps.db, orgId, (scope) => settleAttempt(scope, deps, { endpoint, delivery, attempt }));
  const { httpStatus, error } = attempt;
  const event = { endpoint: endpoint.id, event: delivery.eventId, attempts: delivery.attempts + 1, httpStatus, error };
  if (error === null) deps.log.debug("webhook.delivered", event);
  else deps.log.warn("webhook.not_delivered", event);
}

/** One signed request. Never rejects. */
export async function attemptPost(
  { secrets, clock, resolveName }: Pick<OutgoingDeps, "secrets" | "clock" | "resolveName">,
  endpoint: Endpoint,
  { id, body }: { id: string; body: string },
  signal?: AbortSignal,
): Promise<Attempt> {
  const sentAt = clock.now();
  try {
    const headers = signatureHeaders(secretsOf(secrets, endpoint, sentAt), { id, sentAt, body });
    const answer = await postJson({
      url: endpoint.url,
      headers: { ...headers, "user-agent": "Deskhand-Webhooks/1" },
      body,
      allowPrivate: endpoint.allowPrivate,
      ...(signal ? { signal } : {}),
      ...(resolveName ? { resolveName } : {}),
    });
    const isTaken = answer.status >= 200 && answer.status < 300;
    return {
      httpStatus: answer.status,
      retryAfter: answer.retryAfter,
      error: isTaken ? null : `http_${answer.status}`,
    };
  } catch (error) {
    const reason = error instanceof PostError ? error.reason : "secret_unreadable";
    return { httpStatus: null, retryAfter: null, error: reason };
  }
}

function secretsOf(secrets: SecretBox, { secret, oldSecret, oldSecretUntil }: Endpoint, now: Date): string[] {
  const isOldValid = oldSecret !== null && oldSecretUntil !== null && oldSecretUntil > now;
  return [...(secret ? [secret] : []), ...(isOldValid ? [oldSecret] : [])].map((sealed) => secrets.open(sealed));
}
