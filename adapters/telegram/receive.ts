import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Received, WebhookRequest } from "../../bot/ports/adapter.ts";
import { PayloadError, SignatureError } from "../../infra/errors.ts";
import { chatKeyOf } from "./chat-key.ts";

const secretHeader = "x-telegram-bot-api-secret-token";

/** All that an update must have to be kept; whatever else is strange about it is for `parse` to find out. */
const updateSchema = z.looseObject({ update_id: z.int().nonnegative() });

/**
 * Proves by the secret that Telegram sent this (Bot API, setWebhook: secret_token) and reads the keys of the update.
 * There is no timestamp and no signature: a replay is told by its `update_id`, which is unique per bot.
 * @throws SignatureError before anything is parsed; PayloadError when the body is no update.
 */
export function receiveUpdate({ headers, body }: WebhookRequest, secret: string | undefined): Received {
  if (secret === undefined)
    throw new SignatureError("this Telegram channel has no webhook_secret, so it takes no webhooks");
  const given = headers[secretHeader];
  if (given === undefined) throw new SignatureError(`the header ${secretHeader} is missing`);
  if (!isSame(given, secret)) throw new SignatureError(`the header ${secretHeader} is wrong`);

  const raw = decode(body);
  const update = parseUpdate(raw);
  return {
    receipts: [{ externalId: String(update.update_id), chat: chatKeyOf(update), raw }],
    reply: { status: 200 },
  };
}

// Hashing first makes the lengths equal, so that not even the length of the secret shows in the time taken.
function isSame(given: string, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch (error) {
    throw new PayloadError("the body is not UTF-8", error);
  }
}

function parseUpdate(raw: string): z.infer<typeof updateSchema> {
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    // The parser's message would quote the body.
    throw new PayloadError("the body is not JSON");
  }
  const update = updateSchema.safeParse(json);
  if (!update.success) throw new PayloadError("the body is not an update: it has no update_id");
  return update.data;
}
