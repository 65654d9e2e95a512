import { createHmac, timingSafeEqual } from "node:crypto";
import { SignatureError } from "../../infra/errors.ts";

const TOLERANCE_SECONDS = 300;

/**
 * Slack's v0 signature over the raw bytes ("Verifying requests from Slack"). The time stamp may be 5 minutes off in
 * either direction: Bolt refuses only old ones, and a recorded request dated ahead would stay usable for ever.
 * @throws SignatureError
 */
export function verifySignature(
  signingSecret: string,
  request: { headers: Record<string, string | undefined>; body: Buffer },
  now: Date,
): void {
  const timestamp = request.headers["x-slack-request-timestamp"] ?? "";
  const signature = request.headers["x-slack-signature"] ?? "";
  if (!/^\d{1,12}$/.test(timestamp)) throw new SignatureError("X-Slack-Request-Timestamp is missing or not a number");
  if (!/^v0=[0-9a-f]{64}$/.test(signature))
    throw new SignatureError("X-Slack-Signature is missing or not of version v0");
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) {
    throw new SignatureError("X-Slack-Request-Timestamp is more than 5 minutes from now");
  }
  const expected = createHmac("sha256", signingSecret).update(`v0:${timestamp}:`).update(request.body).digest();
  const given = Buffer.from(signature.slice("v0=".length), "hex");
  if (!timingSafeEqual(expected, given)) throw new SignatureError("X-Slack-Signature does not match");
}
