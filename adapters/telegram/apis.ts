import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { Api } from "grammy";
import type { TelegramSettings } from "./settings.ts";

/** grammY's client three times, since the time to wait is fixed per client and differs by a factor of ten. */
export interface TelegramApis {
  /** Short calls: 10 s. */
  calls: Api;
  /** Sends with a file of up to 50 MB. */
  uploads: Api;
  /** `getUpdates`, which answers late on purpose. */
  polls: Api;
}

/** How long an answer is waited for. */
export interface TelegramTimeouts {
  callMs: number;
  uploadMs: number;
}

const defaultTimeouts: TelegramTimeouts = { callMs: 10_000, uploadMs: 120_000 };
export const longPollSeconds = 30;

// A kept connection that the server closes while we write looks like a lost answer, so idle ones are dropped early,
// long before the 60 s and more after which servers close them.
const idleConnectionMs = 5_000;

/** No auto-retry and no throttler on purpose: the outbox retries, and only it knows what is safe to send again. */
export function createTelegramApis(
  { bot_token, api_root }: TelegramSettings,
  { callMs, uploadMs }: TelegramTimeouts = defaultTimeouts,
): TelegramApis {
  const create = (timeoutMs: number): Api =>
    new Api(bot_token, {
      apiRoot: api_root,
      timeoutSeconds: timeoutMs / 1_000,
      baseFetchConfig: { agent: createAgent(api_root) },
    });
  return {
    calls: create(callMs),
    uploads: create(uploadMs),
    polls: create(longPollSeconds * 1_000 + callMs),
  };
}

function createAgent(apiRoot: string): HttpAgent {
  const options = { keepAlive: true, timeout: idleConnectionMs };
  return apiRoot.startsWith("https:") ? new HttpsAgent(options) : new HttpAgent(options);
}
