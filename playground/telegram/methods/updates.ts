import { z } from "zod";
import { BotApiError, badRequest } from "../bot-api-error.ts";
import type { Emulation, Method } from "../emulation.ts";
import { flag, integer, read, textList } from "../params.ts";

const getUpdatesSchema = z.object({
  offset: integer.optional(),
  limit: integer.min(1).max(100).default(100),
  timeout: integer.min(0).max(50).default(0),
  allowed_updates: textList.optional(),
});

const setWebhookSchema = z.object({
  url: z.string().default(""),
  secret_token: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}$/, "secret token contains unallowed characters")
    .optional(),
  max_connections: integer.min(1).max(100).default(40),
  allowed_updates: textList.optional(),
  drop_pending_updates: flag.default(false),
});

export const getUpdates: Method = ({ params }, { webhook, longPoll, updates, secondMs }, signal) => {
  const call = read(getUpdatesSchema, params);
  if (webhook.isSet()) throw webhookActive();
  updates.allow(call.allowed_updates);
  return longPoll.get({ offset: call.offset, limit: call.limit, timeoutMs: call.timeout * secondMs, signal });
};

/** Unlike the real one this takes http addresses, since the bot runs on the same machine. */
export const setWebhook: Method = ({ params }, emulation) => {
  const call = read(setWebhookSchema, params);
  const { webhook, updates, longPoll } = emulation;
  if (call.url === "") return removeWebhook(emulation, call.drop_pending_updates);
  if (!URL.canParse(call.url)) throw badRequest("bad webhook: invalid webhook URL specified");
  updates.allow(call.allowed_updates);
  if (call.drop_pending_updates) dropPending(emulation);
  longPoll.interrupt(webhookActive());
  webhook.set({
    url: call.url,
    maxConnections: call.max_connections,
    ...(call.secret_token !== undefined && { secretToken: call.secret_token }),
  });
  return true;
};

export const deleteWebhook: Method = ({ params }, emulation) => {
  const call = read(z.object({ drop_pending_updates: flag.default(false) }), params);
  return removeWebhook(emulation, call.drop_pending_updates);
};

export const getWebhookInfo: Method = (_call, { webhook }) => webhook.info();

function removeWebhook(emulation: Emulation, dropsPending: boolean): true {
  emulation.webhook.set(undefined);
  if (dropsPending) dropPending(emulation);
  return true;
}

function dropPending({ updates }: Emulation): void {
  for (const { update } of [...updates.pending()]) updates.remove(update.update_id);
}

const webhookActive = () =>
  new BotApiError(
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  );
