import { setTimeout as wait } from "node:timers/promises";
import { SocketModeClient } from "@slack/socket-mode";
import { z } from "zod";
import type { Accept, Hearing } from "../../bot/ports/adapter.ts";
import type { AdapterDeps } from "../../bot/ports/channel-config.ts";
import { toDeliveryError } from "./delivery-errors.ts";
import type { IdentitySource } from "./identity.ts";
import { receiptOf } from "./receipt-of.ts";
import type { SlackSettings } from "./settings.ts";
import { clientOptions } from "./web-client.ts";
import { isForeign, readEnvelope } from "./wire.ts";

/** From opening a connection to Slack's "hello". The SDK itself would wait for ever. */
const HELLO_TIMEOUT_MS = 30_000;
/** Without an answer to a ping for so long the connection counts as dead; the SDK's 5 s cuts busy processes off. */
const PONG_TIMEOUT_MS = 20_000;
/** Slack pings each connection every few seconds: a minute of silence means that events no longer arrive. */
const PING_TIMEOUT_MS = 60_000;
/** A connection that ends so soon counts as a failure, so that reconnecting does not become a storm. */
const SHORT_CONNECTION_MS = 10_000;
const MAX_PAUSE_MS = 30_000;

const envelopeBody = z.record(z.string(), z.unknown());

interface SocketEnvelope {
  ack: (response?: Record<string, unknown>) => Promise<void>;
  type: string;
  body: unknown;
}

/**
 * Socket mode. Each envelope becomes the same receipt as its webhook would and is acknowledged once `accept` has made
 * it durable; without the acknowledgement Slack delivers it again, on this connection or another.
 *
 * Reconnecting is done here, with one SDK client a connection: the SDK's own loop lets a failed reconnect escape as an
 * unhandled rejection, which ends the process.
 */
export function createListen(settings: SlackSettings, appToken: string, identity: IdentitySource, deps: AdapterDeps) {
  return async (
    accept: Accept,
    signal: AbortSignal,
    _cursor: string | null,
    hearing: Hearing = () => undefined,
  ): Promise<void> => {
    hearing(false);
    const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    for (let failures = 0; !signal.aborted; ) {
      const openedAtMs = deps.clock.now().getTime();
      try {
        await runConnection();
        failures = deps.clock.now().getTime() - openedAtMs < SHORT_CONNECTION_MS ? failures + 1 : 0;
      } catch (error) {
        const failure = toDeliveryError(error, "apps.connections.open");
        if (failure.fault === "channel_broken") throw failure;
        failures += 1;
        deps.log.warn("slack.socket.failed", { failures, outcome: failure.outcome, ...failure.details });
      }
      // The first reconnect is immediate: Slack renews connections in the ordinary course of things.
      await wait(Math.min(MAX_PAUSE_MS, Math.max(0, failures - 1) * 1000), undefined, { signal }).catch(
        () => undefined,
      );
    }

    /** Resolves when a connection that had been established ends, or on abort; rejects when none came about. */
    async function runConnection(): Promise<void> {
      const client = new SocketModeClient({
        appToken,
        autoReconnectEnabled: false,
        clientPingTimeout: PONG_TIMEOUT_MS,
        serverPingTimeout: PING_TIMEOUT_MS,
        clientOptions: clientOptions(settings),
        logger: clientOptions(settings).logger,
      });
      client.on("slack_event", (envelope: SocketEnvelope) => {
        void take(envelope).catch((error: unknown) => {
          deps.log.warn("slack.socket.not_acknowledged", { error: error instanceof Error ? error.name : "unknown" });
        });
      });
      const ended = new Promise<void>((resolve) => client.once("disconnected", () => resolve()));
      // The SDK rejects with nothing when the connection closes before its hello.
      const started = client.start().catch((error: unknown) => {
        throw error ?? new Error("the socket closed before Slack's hello");
      });
      const timer = new AbortController();
      const late = wait(HELLO_TIMEOUT_MS, undefined, { signal: timer.signal, ref: false }).then(() => {
        throw new Error("Slack said no hello on the socket");
      });
      try {
        await Promise.race([started, late, aborted]);
        if (!signal.aborted) {
          deps.log.info("slack.socket.connected");
          hearing(true);
        }
        await Promise.race([ended, aborted]);
      } finally {
        hearing(false);
        timer.abort();
        client.removeAllListeners("slack_event");
        // One that comes about only now would take events that nobody reads.
        started.then(() => client.disconnect()).catch(() => undefined);
        // A peer that is gone never completes the closing handshake: two seconds are enough to be polite.
        await Promise.race([Promise.all([client.disconnect(), ended]), wait(2_000, undefined, { ref: false })]);
      }
    }

    async function take({ ack, type, body }: SocketEnvelope): Promise<void> {
      const payload = envelopeBody.safeParse(body);
      if (!payload.success) {
        deps.log.warn("slack.socket.strange_envelope", { type });
        return ack();
      }
      if (payload.data["type"] === "block_suggestion") return ack({ options: [] });
      const envelope = readEnvelope(payload.data);
      const teamId = await identity.teamIdSoon();
      if (teamId && isForeign(envelope, teamId)) deps.log.warn("slack.foreign_team", { envelope: envelope.kind });
      else await accept([receiptOf(envelope, JSON.stringify(payload.data))]);
      return ack();
    }
  };
}
