import express, { type Request, type Response, type Router } from "express";
import type { ChannelDirectory, LiveChannel } from "../../bot/channels/channel-directory.ts";
import type { Intake } from "../../bot/intake/accept-receipts.ts";
import type { WebhookRequest } from "../../bot/ports/adapter.ts";
import { InputError, PayloadError, SignatureError } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import { note, spanned, type Tracing } from "../../infra/tracing/tracing.ts";

export interface WebhookDeps {
  channels: ChannelDirectory;
  intake: Intake;
  log: Log;
  tracing: Tracing;
}

export const MAX_BODY_BYTES = 1024 * 1024;
/** Seconds; Telegram honours it, and five seconds is what a restart of the database takes. */
const RETRY_AFTER = "5";

/**
 * `/webhooks/PLATFORM[/CHANNEL_ID]`: proved, stored, and only then acknowledged. Nothing here reads what a message says.
 */
export function webhookRoutes(deps: WebhookDeps): Router {
  const router = express.Router();
  const rawBody = express.raw({ type: () => true, limit: MAX_BODY_BYTES, inflate: false });
  router.all("/webhooks/:platform{/:channelId}", rawBody, (request, response) => handle(deps, request, response));
  return router;
}

async function handle(deps: WebhookDeps, request: Request, response: Response): Promise<void> {
  const { platform = "", channelId } = request.params as { platform?: string; channelId?: string };
  const span = deps.tracing.start("webhook", { continues: null, attributes: { platform: knownPlatform(platform) } });
  await spanned(span, async () => note({ status: await answer(deps, platform, channelId, request, response) }));
}

async function answer(
  deps: WebhookDeps,
  platform: string,
  channelId: string | undefined,
  request: Request,
  response: Response,
): Promise<number> {
  try {
    const channel = await findChannel(deps, platform, channelId);
    if (!channel) return refuse(response, 404, "There is no such channel");
    note({ channel: channel.id });
    const received = await channel.adapter.receive(toWebhookRequest(request));
    await deps.intake.accept({ channelId: channel.id, orgId: channel.orgId }, received.receipts);
    const { status, contentType = "text/plain; charset=utf-8", body = "" } = received.reply;
    response.status(status).type(contentType).send(body);
    return status;
  } catch (error) {
    if (error instanceof SignatureError) return refuse(response, 401, "The sender is not proved");
    if (error instanceof PayloadError || error instanceof InputError) return refuse(response, 400, error.message);
    deps.log.error("webhook.not_stored", { platform: knownPlatform(platform), error });
    response.setHeader("Retry-After", RETRY_AFTER);
    return refuse(response, 503, "Nothing can be stored now; send it again");
  }
}

async function findChannel(deps: WebhookDeps, platform: string, channelId?: string): Promise<LiveChannel | null> {
  if (channelId === undefined) return deps.channels.ofEnvironment(platform);
  const channel = await deps.channels.byId(channelId);
  return channel?.platform === platform ? channel : null;
}

function toWebhookRequest(request: Request): WebhookRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
  const query = request.originalUrl.split("?").slice(1).join("?");
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
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
