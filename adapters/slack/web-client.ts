import { type Logger, LogLevel, WebClient } from "@slack/web-api";
import type { SlackSettings } from "./settings.ts";

/** How long we wait for Slack. The core looks an unanswered send up no earlier than this. */
export const REQUEST_TIMEOUT_MS = 10_000;

/**
 * The SDK without its own retrying: by default it posts again after network errors and 5xx, which doubles messages,
 * and sleeps inside the call after a 429. Here each failure goes to the delivery loop.
 */
export function createWebClient(settings: SlackSettings): WebClient {
  return new WebClient(settings.bot_token, clientOptions(settings));
}

/** Also for Bolt and the socket client, which build their own clients. */
export function clientOptions({ api_url }: SlackSettings) {
  return {
    ...(api_url ? { slackApiUrl: api_url } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: REQUEST_TIMEOUT_MS,
    logger: silentLogger,
  };
}

/** The SDK would log whole payloads, customers' words included. What matters arrives as an error or an event. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};
