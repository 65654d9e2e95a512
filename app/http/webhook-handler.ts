import express, { type Request, type Response, type Router } from "express";
import type { ChannelDirectory, LiveChannel } from "../../bot/channels/channel-directory.ts";
import type { Intake } from "../../bot/intake/accept-receipts.ts";
import type { WebhookRequest } from "../../bot/ports/adapter.ts";
import { InputError, PayloadError, SignatureError } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import { note, spanned, type Tracing } from "../../infra/tracing/tracing.ts";
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

/**
 * `/webhooks/PLATFORM[/CHANNEL_ID]`: proved, stored, and only then acknowledged. Nothing here reads what a message says.
 */
export function webhookRoutes(deps: WebhookDeps): Router {
  const router = express.Router();
  const intake: Taking = {
    ...deps,
    bodies: createWebhookBodies(deps.bodyLimits),
    loggedAtMs: Number.NEGATIVE_INFINITY,
  };
  router.all("/webhooks/:platform{/:channelId}", (request, response) => handle(intake, request, response));
  return router;
}

async function handle(deps: Taking, request: Request, response: Response): Promise<void> {
  const { platform = "", channelId } = request.params as { platform?: string; channelId?: string };
  const span = deps.tracing.start("webhook", { continues: null, attributes: { platform: knownPlatform(platform) } });
  await spanned(span, async () => note({ status: await answer(deps, platform, channelId, request, response) }));
}

async function answer(
  deps: Taking,
  platform: string,
  channelId: string | undefined,
  request: Request,
  response: Response,
): Promise<number> {
  try {
    const channel = await findChannel(deps, platform, channelId);
    if (!channel) return refuse(response, 404, "There is no such channel");
    note({ channel: channel.id });
    const source = { channelId: channel.id, orgId: channel.orgId };
    const {
      status,
      contentType = "text/plain; charset=utf-8",
      body = "",
    } = await deps.bodies.take(request, async (bytes) => {
      const received = await channel.adapter.receive(toWebhookRequest(request, bytes));
      await deps.intake.accept(source, received.receipts);
      return received.reply;
    });
    response.status(status).type(contentType).send(body);
    return status;
  } catch (error) {
    if (error instanceof SignatureError) return refuse(response, 401, "The sender is not proved");
    if (error instanceof PayloadError || error instanceof InputError) return refuse(response, 400, error.message);
    if (error instanceof BodyTooLargeError) return refuse(response, 413, error.message);
    noteRefusal(deps, platform, error);
    response.setHeader("Retry-After", RETRY_AFTER);
    return refuse(response, 503, "Nothing can be stored now; send it again");
  }
}

/** A flood must not become one of log lines, too. */
function noteRefusal(deps: Taking, platform: string, error: unknown): void {
  if (performance.now() - deps.loggedAtMs < LOG_EVERY_MS) return;
  deps.loggedAtMs = performance.now();
  deps.log.error("webhook.not_stored", { platform: knownPlatform(platform), error });
}

async function findChannel(deps: Taking, platform: string, channelId?: string): Promise<LiveChannel | null> {
  if (channelId === undefined) return deps.channels.ofEnvironment(platform);
  const channel = await deps.channels.byId(channelId);
  return channel?.platform === platform ? channel : null;
}

function toWebhookRequest(request: Request, body: Buffer): WebhookRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
  const query = request.originalUrl.split("?").slice(1).join("?");
  return { method: request.method, headers, query, body };
}

function refuse(response: Response, status: number, message: string): number {
  response.status(status).json({ title: message, status });
  return status;
}

// A label of a metric must not grow with what strangers type.
function knownPlatform(platform: string): string {
  return ["telegram", "slack", "wecom", "wechaty"].includes(platform) ? platform : "other";
}
