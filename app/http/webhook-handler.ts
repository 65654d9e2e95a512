import type { IncomingMessage, ServerResponse } from "node:http";
import type { ChannelDirectory, LiveChannel } from "../../bot/channels/channel-directory.ts";
import type { Intake } from "../../bot/intake/accept-receipts.ts";
import type { WebhookReply, WebhookRequest } from "../../bot/ports/adapter.ts";
import { InputError, PayloadError, SignatureError } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import type { Span } from "../../infra/tracing/spans.ts";
import type { Tracing } from "../../infra/tracing/tracing.ts";
import { RETRY_AFTER } from "./retry-after.ts";
import { type BodyLimits, BodyTooLargeError, createWebhookBodies, type WebhookBodies } from "./webhook-bodies.ts";

export interface WebhookDeps {
  channels: ChannelDirectory;
  intake: Intake;
  log: Log;
  bodyLimits?: BodyLimits;
  tracing: Tracing;
}

interface Taking extends WebhookDeps {
  bodies: WebhookBodies;
  loggedAtMs: number;
}

/** The log tells once in so long that webhooks are refused; the metrics tell how many. */
const LOG_EVERY_MS = 1_000;

/** Answers a request that is for it, and says so; false for every other, which it leaves alone. */
export type PlainHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * `/webhooks/PLATFORM[/CHANNEL_ID]`: proved, stored, and only then acknowledged. Nothing here reads what a message says.
 * Stands before Express, whose routing and headers for browsers cost more than the work (`npm run bench -- compare`).
 */
export function createWebhookHandler(deps: WebhookDeps): PlainHandler {
  const intake: Taking = {
    ...deps,
    bodies: createWebhookBodies(deps.bodyLimits),
    loggedAtMs: Number.NEGATIVE_INFINITY,
  };
  return (request, response) => {
    const [, platform, channelId] = /^\/webhooks\/([^/?#]+)(?:\/([^/?#]+))?\/?(?:\?|$)/i.exec(request.url ?? "") ?? [];
    if (platform === undefined) return false;
    handle(intake, { platform, channelId, request, response }).catch((error: unknown) => {
      deps.log.error("http.failed", { error });
      response.destroy();
    });
    return true;
  };
}

interface Call {
  platform: string;
  channelId: string | undefined;
  request: IncomingMessage;
  response: ServerResponse;
}

async function handle(deps: Taking, call: Call): Promise<void> {
  // Handed on instead of being at work: in a process that never has a span at work, Node need not follow each promise.
  const span = deps.tracing.start("webhook", {
    continues: null,
    attributes: { platform: knownPlatform(call.platform) },
  });
  try {
    const { status, contentType = "text/plain; charset=utf-8", body = "", headers } = await answer(deps, call, span);
    const { response } = call;
    response.writeHead(status, { ...headers, "Content-Type": contentType, "Content-Length": Buffer.byteLength(body) });
    response.end(body);
    span.set({ status });
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    span.end();
  }
}

interface Answer extends WebhookReply {
  headers?: Record<string, string>;
}

async function answer(deps: Taking, { platform, channelId, request }: Call, span: Span): Promise<Answer> {
  try {
    const channel = await findChannel(deps, platform, channelId);
    if (!channel) return refusal(404, "There is no such channel");
    span.set({ channel: channel.id });
    const source = { channelId: channel.id, orgId: channel.orgId };
    return await deps.bodies.take(request, async (bytes) => {
      const received = await channel.adapter.receive(toWebhookRequest(request, bytes));
      await deps.intake.accept(source, received.receipts, { parent: span });
      return received.reply;
    });
  } catch (error) {
    if (error instanceof SignatureError) return refusal(401, "The sender is not proved");
    if (error instanceof PayloadError || error instanceof InputError) return refusal(400, error.message);
    if (error instanceof BodyTooLargeError) return refusal(413, error.message);
    noteRefusal(deps, platform, span.traceId, error);
    return { ...refusal(503, "Nothing can be stored now; send it again"), headers: { "Retry-After": RETRY_AFTER } };
  }
}

/** A flood must not become one of log lines, too. */
function noteRefusal(deps: Taking, platform: string, trace: string, error: unknown): void {
  if (performance.now() - deps.loggedAtMs < LOG_EVERY_MS) return;
  deps.loggedAtMs = performance.now();
  deps.log.error("webhook.not_stored", { trace, platform: knownPlatform(platform), error });
}

async function findChannel(deps: Taking, platform: string, channelId?: string): Promise<LiveChannel | null> {
  if (channelId === undefined) return deps.channels.ofEnvironment(platform);
  const channel = await deps.channels.byId(channelId);
  return channel?.platform === platform ? channel : null;
}

function toWebhookRequest(request: IncomingMessage, body: Buffer): WebhookRequest {
  const headers: WebhookRequest["headers"] = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  const query = (request.url ?? "").split("?").slice(1).join("?");
  return { method: request.method ?? "", headers, query, body };
}

function refusal(status: number, message: string): Answer {
  return { status, contentType: "application/json; charset=utf-8", body: JSON.stringify({ title: message, status }) };
}

// A label of a metric must not grow with what strangers type.
function knownPlatform(platform: string): string {
  return ["telegram", "slack", "wecom", "wechaty"].includes(platform) ? platform : "other";
}
