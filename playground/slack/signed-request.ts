import { createHmac } from "node:crypto";

export interface SignedRequest {
  method: "POST";
  headers: Record<string, string>;
  body: Buffer;
}

/** A request as Slack signs it ("Verifying requests from Slack"), at the given moment. */
export function signedRequest(
  secret: string,
  { body, contentType, at }: { body: string; contentType: string; at: Date },
): SignedRequest {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  return {
    method: "POST",
    headers: {
      "content-type": contentType,
      "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": `v0=${signature}`,
    },
    body: Buffer.from(body),
  };
}

/** What goes over the wire for each kind of payload. */
export function encodePayload(
  kind: PayloadKind,
  payload: Record<string, unknown>,
): { body: string; contentType: string } {
  switch (kind) {
    case "events_api":
      return { body: JSON.stringify(payload), contentType: "application/json" };
    case "interactive":
      return { body: form({ payload: JSON.stringify(payload) }), contentType: "application/x-www-form-urlencoded" };
    case "slash_commands":
      return { body: form(payload), contentType: "application/x-www-form-urlencoded" };
  }
}

/** Named as socket mode names its envelopes. */
export type PayloadKind = "events_api" | "interactive" | "slash_commands";

function form(fields: Record<string, unknown>): string {
  return new URLSearchParams(
    Object.entries(fields).map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
}
