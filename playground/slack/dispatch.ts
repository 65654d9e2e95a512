import { setMaxListeners } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { encodePayload, type PayloadKind, signedRequest } from "./signed-request.ts";
import type { SocketServer } from "./socket-server.ts";
import { eventEnvelope, type Json } from "./wire-shapes.ts";
import type { Workspace } from "./workspace.ts";

/** One payload and what became of it. */
export interface Dispatched {
  kind: PayloadKind;
  /** Of events. */
  eventId?: string;
  payload: Json;
  attempts: Attempt[];
  /** True once the app has taken it. */
  accepted: boolean;
}

export interface Attempt {
  retryNum: number;
  /** Absent when there was no answer. */
  status?: number;
  body?: string;
  /** Slack's word for the failure, as in `X-Slack-Retry-Reason`. */
  failure?: "http_timeout" | "http_error" | "connection_failed";
}

/** One request to the app and how it ended. */
export interface SlackDelivery {
  kind: PayloadKind;
  payload: Json;
  attempt: Attempt;
  milliseconds: number;
}

type Sent = Attempt & { noRetry: boolean };

export interface Dispatcher {
  event(event: Json): Dispatched;
  /** Resolves when the app has answered or three seconds are over; Slack does not repeat these. */
  interaction(kind: "interactive" | "slash_commands", payload: Json): Promise<Dispatched>;
  /** Sends an event again, as a retry whose first delivery was lost on the way back. */
  redeliver(eventId: string): void;
  /** Sends the event of `eventId` in further envelopes, each with an id of its own. */
  duplicate(eventId: string, times: number): void;
  readonly log: readonly Dispatched[];
  /** Resolves when nothing is under way, retries included. */
  settled(): Promise<void>;
  close(): void;
}

export interface DispatchOptions {
  signingSecret: string;
  /** Pauses before the first, second and third retry: Slack's are 0, 60 000 and 300 000. */
  retryDelaysMs: readonly number[];
  /** Where the app listens; null while it does not. */
  requestUrl: () => string | null;
  /** Set in socket mode. */
  socket: SocketServer | null;
  /** Told of each request and how it ended, for the page. */
  onAttempt?: (delivery: SlackDelivery) => void;
  now: () => Date;
}

const ANSWER_TIMEOUT_MS = 3_000;

/** Slack's side of the Events API and of interactivity, by webhook or by socket. */
export function createDispatcher(workspace: Workspace, options: DispatchOptions): Dispatcher {
  const log: Dispatched[] = [];
  const underWay = new Set<Promise<void>>();
  const stopped = new AbortController();
  // Every request and pause under way listens for the end.
  setMaxListeners(0, stopped.signal);

  function start(work: Promise<void>): void {
    const tracked = work.catch((error: unknown) => {
      if (!stopped.signal.aborted) throw error;
    });
    underWay.add(tracked);
    void tracked.finally(() => underWay.delete(tracked));
  }

  function event(inner: Json): Dispatched {
    const eventId = workspace.nextId("Ev");
    const eventTime = Math.floor(options.now().getTime() / 1000);
    const payload = eventEnvelope(workspace, inner, { eventId, eventTime });
    const dispatched: Dispatched = { kind: "events_api", eventId, payload, attempts: [], accepted: false };
    log.push(dispatched);
    start(withRetries(dispatched));
    return dispatched;
  }

  async function withRetries(dispatched: Dispatched): Promise<void> {
    for (let retryNum = 0; ; retryNum++) {
      const attempt = await send(dispatched, retryNum);
      const pauseMs = options.retryDelaysMs[retryNum];
      if (dispatched.accepted || attempt.noRetry || pauseMs === undefined) return;
      await wait(pauseMs, undefined, { signal: stopped.signal, ref: false });
    }
  }

  async function send(dispatched: Dispatched, retryNum: number): Promise<Sent> {
    const reason = dispatched.attempts.at(-1)?.failure ?? "http_timeout";
    const start = performance.now();
    const { noRetry, ...attempt } = options.socket
      ? await bySocket(options.socket, dispatched, retryNum, reason)
      : await byWebhook(dispatched, retryNum, reason);
    dispatched.attempts.push(attempt);
    dispatched.accepted ||= attempt.failure === undefined;
    const { kind, payload } = dispatched;
    options.onAttempt?.({ kind, payload, attempt, milliseconds: performance.now() - start });
    return { ...attempt, noRetry };
  }

  async function bySocket(
    socket: SocketServer,
    { kind, payload }: Dispatched,
    retryNum: number,
    reason: string,
  ): Promise<Sent> {
    const acknowledged = await socket.deliver(kind, payload, { attempt: retryNum, reason: retryNum > 0 ? reason : "" });
    return { retryNum, noRetry: false, ...(acknowledged ? { status: 200 } : { failure: "http_timeout" }) };
  }

  async function byWebhook({ kind, payload }: Dispatched, retryNum: number, reason: string): Promise<Sent> {
    const url = options.requestUrl();
    if (!url) return { retryNum, noRetry: false, failure: "connection_failed" };
    const request = signedRequest(options.signingSecret, { ...encodePayload(kind, payload), at: options.now() });
    const retry = retryNum > 0 ? { "x-slack-retry-num": String(retryNum), "x-slack-retry-reason": reason } : {};
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { ...request.headers, ...retry },
        body: new Uint8Array(request.body),
        redirect: "error",
        signal: AbortSignal.any([AbortSignal.timeout(ANSWER_TIMEOUT_MS), stopped.signal]),
      });
      const answer = { retryNum, status: response.status, body: await response.text() };
      const noRetry = response.headers.get("x-slack-no-retry") === "1";
      return response.ok ? { ...answer, noRetry } : { ...answer, noRetry, failure: "http_error" };
    } catch (error) {
      const isTimeout = error instanceof Error && error.name === "TimeoutError";
      return {
        retryNum,
        noRetry: false,
        failure: isTimeout ? "http_timeout" : "connection_failed",
      };
    }
  }

  function find(eventId: string): Dispatched {
    const found = log.find((dispatched) => dispatched.eventId === eventId);
    if (!found) throw new Error(`no event ${eventId} was sent`);
    return found;
  }

  return {
    event,
    async interaction(kind, payload) {
      const dispatched: Dispatched = { kind, payload, attempts: [], accepted: false };
      log.push(dispatched);
      const work = send(dispatched, 0).then(() => undefined);
      start(work);
      await work;
      return dispatched;
    },
    redeliver(eventId) {
      const dispatched = find(eventId);
      start(send(dispatched, 1).then(() => undefined));
    },
    duplicate(eventId, times) {
      const inner = find(eventId).payload["event"];
      for (let copy = 0; copy < times; copy++) event({ ...(inner as Json) }); // an envelope always has its event
    },
    log,
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    close: () => stopped.abort(),
  };
}
