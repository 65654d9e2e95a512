import { createHmac } from "node:crypto";
import { newSecretBytes } from "../ids.ts";

// Standard Webhooks 1.0.0, https://www.standardwebhooks.com: its prefix, headers and signature scheme.
const PREFIX = "whsec_";

/** A secret of 32 bytes, as receivers enter it. */
export function newWebhookSecret(): string {
  return `${PREFIX}${newSecretBytes(32).toString("base64")}`;
}

export interface SignedMessage {
  /** Of the event: the same for every attempt and every replay. */
  id: string;
  sentAt: Date;
  body: string;
}

/** The three headers of a request. Signed with each of the secrets, so that a receiver may still have the older one. */
export function signatureHeaders(
  secrets: readonly string[],
  { id, sentAt, body }: SignedMessage,
): Record<string, string> {
  const timestamp = String(Math.floor(sentAt.getTime() / 1000));
  const signed = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signed.join(" ") };
}
