import { z } from "zod";
import type { Received, WebhookReply, WebhookRequest } from "../../bot/ports/adapter.ts";
import type { AdapterDeps } from "../../bot/ports/channel-config.ts";
import { PayloadError, SignatureError } from "../../infra/errors.ts";
import type { IdentitySource } from "./identity.ts";
import { receiptOf } from "./receipt-of.ts";
import type { SlackSettings } from "./settings.ts";
import { verifySignature } from "./verify-signature.ts";
import { isForeign, readEnvelope } from "./wire.ts";

// Interactions and slash commands take an empty 200 as "nothing to show yet"; the answer follows through the response_url.
const taken: WebhookReply = { status: 200 };

const jsonObject = z.looseObject({});

/**
 * One webhook of Slack: events, slash commands and interactions share the URL. The signature is checked over the raw
 * bytes before anything is read. Retries (`X-Slack-Retry-Num`) are taken like first deliveries: the first may not have
 * been stored, and the receipt's id makes the second harmless.
 * @throws SignatureError, PayloadError
 */
export function createReceive(settings: SlackSettings, identity: IdentitySource, { clock, log }: AdapterDeps) {
  return async (request: WebhookRequest): Promise<Received> => {
    if (!settings.signing_secret) throw new SignatureError("This channel takes no webhooks: it has no signing_secret");
    verifySignature(settings.signing_secret, request, clock.now());

    const { payload, raw } = readBody(request);
    const inline = answerInline(payload);
    if (inline) return { receipts: [], reply: inline };

    const envelope = readEnvelope(payload);
    const teamId = await identity.teamIdSoon();
    if (teamId && isForeign(envelope, teamId)) {
      log.warn("slack.foreign_team", { envelope: envelope.kind });
      return { receipts: [], reply: taken };
    }
    if (envelope.kind === "rate_limited")
      log.warn("slack.events_dropped", { minute: envelope.body.minute_rate_limited });
    return { receipts: [receiptOf(envelope, raw)], reply: taken };
  };
}

/** JSON for events; a form for slash commands, with the JSON in its field `payload` for interactions. */
function readBody(request: WebhookRequest): { payload: Record<string, unknown>; raw: string } {
  const text = request.body.toString("utf8");
  // May carry "; charset=utf-8", which Bolt's own receiver would not recognise.
  const mediaType = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/x-www-form-urlencoded") return { payload: parseObject(text), raw: text };
  const fields = Object.fromEntries(new URLSearchParams(text));
  const interaction = fields["payload"];
  if (interaction !== undefined) return { payload: parseObject(interaction), raw: interaction };
  return { payload: fields, raw: JSON.stringify(fields) };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return jsonObject.parse(JSON.parse(text));
  } catch (error) {
    throw new PayloadError("The body is not a JSON object", error);
  }
}

/** What Slack wants answered in the response itself, and what leaves nothing to keep. */
function answerInline(payload: Record<string, unknown>): WebhookReply | null {
  if (payload["type"] === "url_verification") {
    const challenge = z.string().max(1000).safeParse(payload["challenge"]);
    if (!challenge.success) throw new PayloadError("url_verification without a challenge");
    return { status: 200, contentType: "text/plain; charset=utf-8", body: challenge.data };
  }
  // Slack's certificate check of a slash command's URL: a form with this field and no command.
  if (payload["ssl_check"] === "1" && payload["command"] === undefined) return taken;
  // We send no menu that loads its options; a leftover one from an older app gets an empty list.
  if (payload["type"] === "block_suggestion") {
    return { status: 200, contentType: "application/json; charset=utf-8", body: '{"options":[]}' };
  }
  return null;
}
