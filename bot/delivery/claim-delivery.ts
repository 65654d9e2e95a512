import { type AnswersMode, answersMode } from "../../domain/conversations/answers-mode.ts";
import type { Database } from "../../infra/db/connect.ts";
import { betweenFaultPoints } from "../../infra/fault-points.ts";
import type { RespondTo } from "../ports/inbound-event.ts";
import type { Button, OutboundTarget, SentMessage } from "../ports/outbound-message.ts";
import type { RichText } from "../ports/rich-text.ts";
import { findJoined, type JoinedDelivery } from "./joined-deliveries.ts";
import { type Burst, readBurst } from "./pacer.ts";
import type { DeliveryAct, DeliveryPurpose, FileReference } from "./queue-delivery.ts";
import { isAutomated } from "./stop-automated.ts";

/** A delivery as the loop works on it. */
export interface ClaimedDelivery {
  id: string;
  seq: number;
  orgId: string;
  channelId: string;
  chat: string;
  audience: "customer" | "staff";
  purpose: DeliveryPurpose;
  operation: "send" | "edit" | "delete" | "open" | "close" | "reopen" | "take_session";
  conversationId: string | null;
  customerId: string | null;
  messageId: string | null;
  messageSentAt: Date | null;
  part: number;
  parts: number;
  act: DeliveryAct;
  /** The desk thread that it goes into or opens. */
  desk: { id: string; title: string; threadId: string | null } | null;
  target: OutboundTarget;
  content: RichText;
  buttons: Button[][] | null;
  files: FileReference[] | null;
  replyTo: string | null;
  respondTo: RespondTo | null;
  attempts: number;
  firstAttemptAt: Date | null;
  /** Whether an earlier attempt reached the platform is not known. */
  wasUncertain: boolean;
  /** For edits and deletes: the message they change. */
  ofSent: SentMessage | null;
  createdAt: Date;
  /** Of the message or job that caused it (`traceparent`). */
  trace: string | null;
  /** The organisation's setting `organization.timezone`. */
  zone: unknown;
  /** Later lines that go out in its message. */
  joined: JoinedDelivery[];
}

export interface NextDelivery extends ClaimedDelivery {
  status: "queued" | "sending";
  nextAttemptAt: Date | null;
  /** From the channel, and for staff from the place: nothing goes out before, and only slowly until. */
  sendAfter: Date | null;
  slowUntil: Date | null;
  /** The organisation's `delivery.burst_per_chat` and `delivery.burst_per_channel`. */
  burst: Burst;
  /** What the bot may do for this conversation now. */
  answersMode: AnswersMode;
  /** It is automated, and its customer was blacklisted. */
  isUnwanted: boolean;
  /** The conversation is resolved or closed. */
  isOver: boolean;
}

/** The first delivery of a chat that is not settled, or null. */
export async function peekNext(db: Database, job: { channelId: string; chat: string }): Promise<NextDelivery | null> {
  const { rows } = await db.system.raw(
    `SELECT d.id, d.seq, d.org_id, d.channel_id, d.chat, d.audience, d.purpose, d.operation, d.conversation_id, d.customer_id,
            d.message_id, d.message_sent_at, d.part, d.parts, d.act, d.target, d.content, d.buttons, d.files, d.reply_to, d.respond_to,
            d.attempts, d.first_attempt_at, d.error_code, d.status, d.next_attempt_at, d.created_at, d.trace,
            greatest(c.send_after, p.send_after) AS send_after, greatest(c.slow_until, p.slow_until) AS slow_until,
            EXISTS (SELECT FROM deliveries j WHERE j.joined_to = d.id) AS has_joined,
            (SELECT value FROM settings WHERE org_id = d.org_id AND key = 'organization.timezone') AS zone,
            o.external_message_id AS of_external_id, o.handle AS of_handle,
            t.id AS desk_id, t.title AS desk_title, t.thread_id AS desk_thread,
            v.status AS conversation_status, v.team_id, CASE WHEN d.audience = 'customer' AND d.act->>'by' <> 'user' THEN (SELECT jsonb_object_agg(key, value)
              FROM settings WHERE org_id = d.org_id AND starts_with(key, 'answers.mode')) END AS modes,
            CASE WHEN ${isAutomated} THEN (SELECT status = 'blacklist' FROM customers
              -- Who was merged since is whose the conversation is.
              WHERE id = coalesce(v.customer_id, d.customer_id)) END AS is_unwanted,
            (SELECT value FROM settings WHERE org_id = d.org_id AND key = 'delivery.burst_per_chat') AS burst_per_chat,
            (SELECT value FROM settings WHERE org_id = d.org_id AND key = 'delivery.burst_per_channel') AS burst_per_channel
     FROM deliveries d JOIN channels c ON c.id = d.channel_id LEFT JOIN deliveries o ON o.id = d.of_delivery_id
       LEFT JOIN conversations v ON v.id = d.conversation_id
       LEFT JOIN desk_threads t ON t.id = d.desk_thread_id
       LEFT JOIN paused_places p ON p.channel_id = d.channel_id AND p.chat_id = d.target->>'chatId' AND d.audience = 'staff'
     WHERE d.channel_id = ? AND d.chat = ? AND d.status IN ('queued', 'sending') AND d.joined_to IS NULL
     -- A thread that was lost is opened again before what waited for it, and closed after all that is told in it.
     -- Marketing comes after whatever else the chat waits for, unless it tells what must stand before that; what has begun
     -- to go out is finished first.
     ORDER BY d.operation = 'open' DESC, d.operation = 'close', d.status = 'sending' DESC,
       d.purpose = 'marketing' AND d.part = 1 AND NOT jsonb_exists(d.act, 'carries'), d.seq LIMIT 1`,
    [job.channelId, job.chat],
  );
  const [row] = rows;
  if (!row) return null;
  return { ...fromRow(row), joined: row.has_joined ? await findJoined(db.system, row.id) : [] };
}

/**
 * Marks the delivery as being sent, with those that go out in its message, committed before anything leaves; null when
 * somebody else settled it meanwhile.
 */
export async function claimNext(
  db: Database,
  next: NextDelivery,
  now: Date,
  toJoin: JoinedDelivery[] = [],
): Promise<ClaimedDelivery | null> {
  const claim = db.system.raw(
    `WITH claimed AS (
       UPDATE deliveries SET status = 'sending', attempts = attempts + 1,
         first_attempt_at = coalesce(first_attempt_at, ?), updated_at = clock_timestamp()
       WHERE id = ? AND status = 'queued' RETURNING id, attempts, first_attempt_at
     ), joined AS (
       UPDATE deliveries d SET status = 'sending', joined_to = c.id, updated_at = clock_timestamp()
       FROM claimed c WHERE d.id = ANY(?::uuid[]) AND d.status = 'queued' RETURNING d.id
     )
     SELECT attempts, first_attempt_at, ARRAY(SELECT id FROM joined) AS joined FROM claimed`,
    [now, next.id, toJoin.map(({ id }) => id)],
  );
  // A query goes out when it is waited for.
  const { rows } = await betweenFaultPoints("delivery.claim", async () => await claim);
  const [row] = rows;
  if (!row) return null;
  const joined = [...next.joined, ...toJoin.filter(({ id }) => row.joined.includes(id))];
  return { ...next, attempts: row.attempts, firstAttemptAt: row.first_attempt_at, joined };
}

// biome-ignore lint/suspicious/noExplicitAny: a row of the statement above, whose columns are named there
function fromRow(row: any): Omit<NextDelivery, "joined"> {
  return {
    id: row.id,
    seq: Number(row.seq),
    orgId: row.org_id,
    channelId: row.channel_id,
    chat: row.chat,
    audience: row.audience,
    purpose: row.purpose,
    operation: row.operation,
    conversationId: row.conversation_id,
    customerId: row.customer_id,
    messageId: row.message_id,
    messageSentAt: row.message_sent_at,
    part: row.part,
    parts: row.parts,
    act: row.act,
    desk: row.desk_id === null ? null : { id: row.desk_id, title: row.desk_title, threadId: row.desk_thread },
    target: row.desk_thread === null ? row.target : { ...row.target, threadId: row.desk_thread },
    content: row.content,
    buttons: row.buttons,
    files: row.files,
    replyTo: row.reply_to,
    respondTo: row.respond_to,
    attempts: row.attempts,
    firstAttemptAt: row.first_attempt_at,
    wasUncertain: row.error_code?.startsWith("delivery.uncertain") === true,
    ofSent:
      row.of_external_id === null
        ? null
        : { externalMessageId: row.of_external_id, ...(row.of_handle ? { handle: row.of_handle } : {}) },
    createdAt: row.created_at,
    trace: row.trace,
    zone: row.zone,
    status: row.status,
    nextAttemptAt: row.next_attempt_at,
    sendAfter: row.send_after,
    slowUntil: row.slow_until,
    answersMode: answersMode(new Map(Object.entries(row.modes ?? {})), {
      channelId: row.channel_id,
      teamId: row.team_id,
    }),
    isUnwanted: row.is_unwanted === true,
    isOver: row.conversation_status === "resolved" || row.conversation_status === "closed",
    burst: readBurst(row.burst_per_chat, row.burst_per_channel),
  };
}
