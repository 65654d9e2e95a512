import { createHash } from "node:crypto";
import type { Receipt } from "../../bot/ports/adapter.ts";
import { chatOf } from "./chat-ref.ts";
import { tsToMs } from "./timestamp.ts";
import { type Envelope, messageEvent } from "./wire.ts";

/**
 * The keys of one payload, whichever way it came. `raw` is always JSON: forms are kept as the object they encode, so
 * that a webhook and a socket envelope of the same thing are the same receipt.
 */
export function receiptOf(envelope: Envelope, raw: string): Receipt {
  const position = positionOf(envelope);
  return {
    externalId: externalIdOf(envelope, raw),
    chat: chatOf(envelope).key,
    raw,
    ...(position === null ? {} : { position }),
  };
}

function externalIdOf(envelope: Envelope, raw: string): string {
  switch (envelope.kind) {
    case "event":
      return messageKeyOf(envelope.body.event) ?? envelope.body.event_id;
    case "command":
      return `command:${envelope.body.trigger_id}`;
    case "actions":
    case "shortcut":
      return `${envelope.body.type}:${envelope.body.trigger_id}`;
    case "view":
      return `${envelope.body.type}:${envelope.body.view.id}:${envelope.body.view.hash ?? ""}`;
    case "rate_limited":
      return `app_rate_limited:${envelope.body.team_id ?? ""}:${envelope.body.minute_rate_limited}`;
    case "unknown":
      return `sha256:${createHash("sha256").update(raw).digest("hex")}`;
  }
}

/** Subtypes by which a message is first said; all others tell of something that happened to one. */
const saidSubtypes = new Set(["", "file_share", "thread_broadcast", "me_message", "bot_message"]);

/**
 * A message's own key: the same on every retry, when Slack sends it in several envelopes (slackapi/node-slack-sdk#2141
 * saw 11 event ids for one), and when it is read from the channel's history. An edit is named by its time, which other
 * changes of the message (previews, replies) leave as it was. `app_mention` keeps its event id: the core's second guard,
 * by message id, folds it with the `message`.
 */
function messageKeyOf(event: { type: string }): string | null {
  if (event.type !== "message") return null;
  const read = messageEvent.safeParse(event);
  if (!read.success) return null;
  const { channel, ts, subtype, message, previous_message: previous } = read.data;
  if (saidSubtypes.has(subtype ?? "")) return `message:${channel}:${ts}`;
  const edited = subtype === "message_changed" ? message?.edited?.ts : undefined;
  if (!message || !edited || edited === previous?.edited?.ts) return null;
  return `edited:${channel}:${message.ts}:${edited}`;
}

/** Slack promises no order, so the time in the event's own stamp decides; slash commands carry none. */
function positionOf(envelope: Envelope): number | null {
  const stamp = stampOf(envelope);
  return stamp && /^\d{1,12}\.\d{1,9}$/.test(stamp) ? tsToMs(stamp) : null;
}

function stampOf(envelope: Envelope): string | null | undefined {
  switch (envelope.kind) {
    case "event": {
      const { event } = envelope.body;
      return event.event_ts ?? (typeof event["ts"] === "string" ? event["ts"] : null);
    }
    case "actions":
      return envelope.body.actions[0]?.action_ts;
    case "shortcut":
      return envelope.body.action_ts;
    default:
      return null;
  }
}
