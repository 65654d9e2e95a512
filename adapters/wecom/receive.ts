import { createHash } from "node:crypto";
import type { Receipt, Received, WebhookRequest } from "../../bot/ports/adapter.ts";
import { PayloadError } from "../../infra/errors.ts";
import { appChat, kfChat } from "./chat-address.ts";
import { type OpenedCallback, openCallback, openEcho } from "./open-envelope.ts";
import { readXmlFields } from "./read-xml.ts";
import type { WecomSettings } from "./settings.ts";

/** Sender of what no member did (address book events); WeCom writes it in `FromUserName`. */
const SYSTEM = "sys";
/** Past the year 5000: what is above is no time. */
const MAX_SECONDS = 100_000_000_000;

/**
 * Proves a callback and reads its keys. The answer is empty: a passive reply would be sent again with every retry.
 * @throws SignatureError (401), PayloadError (400).
 */
export async function receive(request: WebhookRequest, settings: WecomSettings): Promise<Received> {
  if (request.method === "GET") {
    const body = openEcho(request, settings);
    return { receipts: [], reply: { status: 200, contentType: "text/plain", body } };
  }
  if (request.method !== "POST") throw new PayloadError("WeCom calls with GET and POST only");
  const callback = openCallback(request, settings);
  return { receipts: [receiptOf(callback)], reply: { status: 200 } };
}

function receiptOf({ xml, cipher }: OpenedCallback): Receipt {
  const fields = readXmlFields(xml);
  const seconds = Number(fields["CreateTime"]);
  // Callbacks come on separate connections, so what one member wrote may arrive in swapped order.
  const position =
    Number.isInteger(seconds) && seconds > 0 && seconds < MAX_SECONDS ? { position: seconds * 1000 } : {};
  if (isBell(fields)) return { ...bellKeys(fields, cipher), raw: xml, ...position };
  return {
    externalId: messageId(fields) ?? `event:${sha256(xml)}`,
    chat: bounded(appChat(fields["FromUserName"] || SYSTEM).key),
    raw: xml,
    ...position,
  };
}

/** `kf_msg_or_event` only says that a 微信客服 account has news (接收消息和事件, path 94670). */
export function isBell(fields: Record<string, string>): boolean {
  return fields["MsgType"] === "event" && fields["Event"]?.toLowerCase() === "kf_msg_or_event";
}

/**
 * The bell's id comes from the cipher text, not from its content: a bell taken for its twin of the same second would
 * leave messages waiting for the next slow poll, while one rung twice costs an empty pull.
 */
function bellKeys(fields: Record<string, string>, cipher: string): Omit<Receipt, "raw"> {
  const openKfId = fields["OpenKfId"] ?? "";
  const token = fields["Token"];
  const keys = { externalId: `bell:${sha256(cipher)}`, chat: bounded(kfChat(openKfId).key) };
  return openKfId ? { ...keys, pull: { name: openKfId, ...(token ? { token } : {}) } } : keys;
}

/** Events have no MsgId, and the vendor's FromUserName + CreateTime collides for two quick clicks. */
function messageId(fields: Record<string, string>): string | undefined {
  const id = fields["MsgId"];
  return fields["MsgType"] !== "event" && id && /^\d{1,20}$/.test(id) ? id : undefined;
}

const bounded = (key: string): string => (key.length <= 300 ? key : `hash:${sha256(key)}`);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
