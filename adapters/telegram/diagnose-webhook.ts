import type { Api } from "grammy";
import type { WebhookInfo } from "grammy/types";
import type { Diagnosis } from "../../bot/ports/adapter.ts";
import type { DiagnoseParts } from "./diagnose-parts.ts";
import { wantedUpdates } from "./wanted-updates.ts";

/** A failure older than this was answered by a later success or by silence. */
const recentMs = 60 * 60 * 1_000;
/** More than a moment's worth of updates for a bot that keeps up. */
const manyPending = 100;

/** Whether Telegram delivers to us: address, last failure, what waits, which kinds. */
export async function checkWebhook({ api, clock, channelId, webhookUrl }: DiagnoseParts): Promise<Diagnosis[]> {
  const info = await api.getWebhookInfo();
  return [
    checkAddress(info, webhookUrl(), channelId),
    checkLastError(info, clock.now()),
    checkPending(info),
    checkKinds(info),
  ];
}

/** Whether nothing keeps us from polling. */
export async function checkPolling(api: Api): Promise<Diagnosis[]> {
  const { url, pending_update_count: pending } = await api.getWebhookInfo();
  if (url) {
    const message = "a webhook is set, so polling gets nothing; starting Deskhand in mode=polling removes it";
    return [{ check: "updates", ok: false, message }];
  }
  return [{ check: "updates", ok: true, message: `by polling; ${pending} waiting` }];
}

function checkAddress({ url }: WebhookInfo, registered: string | undefined, channelId: string): Diagnosis {
  const check = "webhook address";
  if (!url)
    return { check, ok: false, message: "no webhook is set: start Deskhand with PUBLIC_URL, which registers it" };
  const fits = registered === undefined ? isOurPath(url, channelId) : url === registered;
  if (fits) return { check, ok: true, message: url };
  const wanted = registered ?? `…/webhooks/telegram or …/webhooks/telegram/${channelId}`;
  return { check, ok: false, message: `updates go to ${url}, not to ${wanted}: somebody else uses this token` };
}

function isOurPath(url: string, channelId: string): boolean {
  const { pathname } = new URL(url);
  return pathname.endsWith("/webhooks/telegram") || pathname.endsWith(`/webhooks/telegram/${channelId}`);
}

function checkLastError({ last_error_date: at, last_error_message: said }: WebhookInfo, now: Date): Diagnosis {
  const check = "webhook delivery";
  if (at === undefined || now.getTime() - at * 1_000 > recentMs)
    return { check, ok: true, message: "no recent failure" };
  const message = `Telegram failed to deliver at ${new Date(at * 1_000).toISOString()}: ${said ?? "no reason given"}`;
  return { check, ok: false, message };
}

function checkPending({ pending_update_count: pending }: WebhookInfo): Diagnosis {
  const ok = pending <= manyPending;
  const message = ok ? `${pending} waiting` : `${pending} updates wait at Telegram: are we reachable, and fast enough?`;
  return { check: "webhook backlog", ok, message };
}

function checkKinds({ allowed_updates: allowed }: WebhookInfo): Diagnosis {
  const missing = wantedUpdates.filter((kind) => !allowed?.includes(kind));
  const ok = missing.length === 0;
  const message = ok ? "all that are needed" : `${missing.join(", ")} are not asked for: register the webhook again`;
  return { check: "update kinds", ok, message };
}
