import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import type { PayloadKind } from "./signed-request.ts";

export interface SocketServer {
  /** Resolves true once an app has acknowledged the payload, false when none is connected or none did in time. */
  deliver(
    kind: PayloadKind,
    payload: Record<string, unknown>,
    retry: { attempt: number; reason: string },
  ): Promise<boolean>;
  readonly connections: number;
  /** What Slack does every few hours: asks to reconnect. */
  renew(): void;
  /** Cuts every connection without a word. */
  cut(): void;
  close(): void;
}

const ACK_TIMEOUT_MS = 3_000;
const PING_INTERVAL_MS = 5_000;

/** Slack's end of socket mode ("Using Socket Mode"): each payload goes to one of the connections. */
export function createSocketServer(http: Server, appId: string): SocketServer {
  const server = new WebSocketServer({ noServer: true });
  const waiting = new Map<string, () => void>();
  let turn = 0;

  http.on("upgrade", (request, socket, head) => {
    if (request.url?.startsWith("/link/")) server.handleUpgrade(request, socket, head, greet);
    else socket.destroy();
  });

  const pings = setInterval(() => {
    for (const connection of server.clients) connection.ping();
  }, PING_INTERVAL_MS);
  pings.unref();

  function greet(connection: WebSocket): void {
    connection.on("error", () => connection.terminate());
    connection.on("message", (data) => {
      const message: unknown = JSON.parse(String(data));
      if (typeof message !== "object" || message === null || !("envelope_id" in message)) return;
      waiting.get(String(message.envelope_id))?.();
    });
    const hello = { type: "hello", num_connections: server.clients.size, connection_info: { app_id: appId } };
    connection.send(JSON.stringify(hello));
  }

  async function deliver(
    kind: PayloadKind,
    payload: Record<string, unknown>,
    retry: { attempt: number; reason: string },
  ) {
    const open = [...server.clients].filter((connection) => connection.readyState === connection.OPEN);
    const connection = open[turn++ % Math.max(open.length, 1)];
    if (!connection) return false;
    const envelopeId = randomUUID();
    return new Promise<boolean>((resolve) => {
      const finish = (acknowledged: boolean) => {
        clearTimeout(timer);
        waiting.delete(envelopeId);
        connection.off("close", lost);
        resolve(acknowledged);
      };
      const lost = () => finish(false);
      const timer = setTimeout(lost, ACK_TIMEOUT_MS);
      connection.once("close", lost);
      waiting.set(envelopeId, () => finish(true));
      connection.send(
        JSON.stringify({
          envelope_id: envelopeId,
          type: kind,
          payload,
          accepts_response_payload: kind !== "events_api",
          ...(kind === "events_api" ? { retry_attempt: retry.attempt, retry_reason: retry.reason } : {}),
        }),
      );
    });
  }

  return {
    deliver,
    get connections() {
      return server.clients.size;
    },
    renew() {
      for (const connection of server.clients) connection.send('{"type":"disconnect","reason":"refresh_requested"}');
    },
    cut() {
      for (const connection of server.clients) connection.terminate();
    },
    close() {
      clearInterval(pings);
      for (const connection of server.clients) connection.terminate();
      server.close();
    },
  };
}
