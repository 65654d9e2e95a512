import { timingSafeEqual } from "node:crypto";
import { decrypt, getSignature } from "@wecom/crypto";
import type { WebhookRequest } from "../../bot/ports/adapter.ts";
import { PayloadError, SignatureError } from "../../infra/errors.ts";
import { readXmlFields } from "./read-xml.ts";
import type { WecomSettings } from "./settings.ts";

type Secrets = Pick<WecomSettings, "corp_id" | "token" | "encoding_aes_key">;

export interface OpenedCallback {
  /** The decrypted XML. */
  xml: string;
  /** The cipher text: begins with random bytes, so it differs between any two callbacks. */
  cipher: string;
}

/**
 * Proves and decrypts a callback (加解密方案说明, path 91144).
 * @throws SignatureError when signature, cipher or receiver are wrong; PayloadError when there is no envelope at all.
 */
export function openCallback(request: WebhookRequest, secrets: Secrets): OpenedCallback {
  const query = readQuery(request.query);
  if (!query.has("msg_signature")) throw new SignatureError("the callback carries no msg_signature");
  const cipher = readXmlFields(request.body.toString("utf8"))["Encrypt"];
  if (!cipher) throw new PayloadError("the callback has no Encrypt");
  return { xml: open(cipher, query, secrets), cipher };
}

/**
 * The plain text that answers the check of the callback address (接收消息与事件 概述, path 90238).
 * @throws SignatureError when signature, cipher or receiver are wrong.
 */
export function openEcho(request: WebhookRequest, secrets: Secrets): string {
  const query = readQuery(request.query);
  const cipher = query.get("echostr");
  if (!cipher) throw new SignatureError("the check of the address carries no echostr");
  return open(cipher, query, secrets);
}

function open(cipher: string, query: Map<string, string>, secrets: Secrets): string {
  const signed = getSignature(secrets.token, query.get("timestamp") ?? "", query.get("nonce") ?? "", cipher);
  if (!equalInConstantTime(signed, query.get("msg_signature") ?? "")) throw new SignatureError("wrong msg_signature");
  const { message, id } = decryptOrRefuse(cipher, secrets.encoding_aes_key);
  if (id !== secrets.corp_id) throw new SignatureError("the callback is meant for another corporation");
  return message;
}

/** @wecom/crypto lets Node's errors through for a wrong key, a broken block or a length beyond the text. */
function decryptOrRefuse(cipher: string, aesKey: string): { message: string; id: string } {
  try {
    return decrypt(aesKey, cipher);
  } catch {
    throw new SignatureError("the callback cannot be decrypted with the channel's EncodingAESKey");
  }
}

function equalInConstantTime(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Decodes each value exactly once and leaves `+` alone: echostr is base64, and a form parser, which makes a space of
 * `+`, breaks it. What is not decodable stays as it came; its signature is then wrong.
 */
function readQuery(query: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const pair of query.split("&", 32)) {
    const equals = pair.indexOf("=");
    if (equals > 0) values.set(pair.slice(0, equals), decodeOnce(pair.slice(equals + 1)));
  }
  return values;
}

function decodeOnce(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
