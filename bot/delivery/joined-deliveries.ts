import type { Knex } from "knex";
import type { Button, OutboundTarget, SentMessage } from "../ports/outbound-message.ts";
import type { RichText } from "../ports/rich-text.ts";
import type { DeliveryAct, FileReference } from "./queue-delivery.ts";

/** A delivery that goes out in another's message, or could. */
export interface JoinedDelivery {
  id: string;
  content: RichText;
  act: DeliveryAct;
  target: OutboundTarget;
  messageId: string | null;
  messageSentAt: Date | null;
  createdAt: Date;
}

/** One that waits behind another in its chat, with what keeps it from sharing a message. */
export interface WaitingDelivery extends JoinedDelivery {
  operation: string;
  audience: string;
  part: number;
  parts: number;
  buttons: Button[][] | null;
  files: FileReference[] | null;
  replyTo: string | null;
  respondTo: unknown;
  deskThreadId: string | null;
  nextAttemptAt: Date | null;
}

const COLUMNS = `d.id, d.content, d.act, d.target, d.message_id AS "messageId", d.message_sent_at AS "messageSentAt",
  d.created_at AS "createdAt"`;

/** What goes out in a delivery's message besides itself, in order. */
export async function findJoined(knex: Knex, deliveryId: string): Promise<JoinedDelivery[]> {
  const { rows } = await knex.raw(`SELECT ${COLUMNS} FROM deliveries d WHERE d.joined_to = ? ORDER BY d.seq`, [
    deliveryId,
  ]);
  return rows;
}

const AT_MOST = 20;

/** What waits behind a delivery of its chat, in order. */
export async function findWaiting(
  knex: Knex,
  { id, channelId, chat }: { id: string; channelId: string; chat: string },
): Promise<WaitingDelivery[]> {
  const { rows } = await knex.raw(
    `SELECT ${COLUMNS}, d.operation, d.audience, d.part, d.parts, d.buttons, d.files, d.reply_to AS "replyTo",
       d.respond_to AS "respondTo", d.desk_thread_id AS "deskThreadId", d.next_attempt_at AS "nextAttemptAt"
     FROM deliveries d
     WHERE d.channel_id = ? AND d.chat = ? AND d.status = 'queued' AND d.joined_to IS NULL
       AND d.seq > (SELECT seq FROM deliveries WHERE id = ?)
     ORDER BY d.seq LIMIT ?`,
    [channelId, chat, id, AT_MOST],
  );
  return rows;
}

/** They went with the message of that delivery, and are found by its id. */
export async function writeJoinedSent(knex: Knex, deliveryId: string, sent: SentMessage): Promise<void> {
  await knex.raw(
    `WITH settled AS (
       UPDATE deliveries SET status = 'sent', external_message_id = ?, sent_at = clock_timestamp(), error_code = NULL,
         error_message = NULL, updated_at = clock_timestamp()
       WHERE joined_to = ? RETURNING message_id, message_sent_at
     )
     UPDATE messages m SET status = CASE WHEN status IN ('queued', 'uncertain') THEN 'sent' ELSE status END,
       external_message_id = coalesce(external_message_id, ?)
     FROM settled s WHERE m.id = s.message_id AND m.sent_at = s.message_sent_at`,
    [sent.externalMessageId, deliveryId, sent.externalMessageId] as Knex.Value[],
  );
}

/** They share what became of that delivery. */
export async function endJoined(knex: Knex, deliveryId: string, status: "failed" | "uncertain"): Promise<void> {
  await knex.raw(
    `UPDATE deliveries j SET status = ?, error_code = d.error_code, error_message = d.error_message,
       updated_at = clock_timestamp() FROM deliveries d WHERE d.id = ? AND j.joined_to = d.id`,
    [status, deliveryId],
  );
}

/** Each waits for itself again: the message that they were to share has not gone out. */
export async function releaseJoined(knex: Knex, deliveryId: string): Promise<void> {
  await knex.raw(
    `UPDATE deliveries SET status = 'queued', joined_to = NULL, updated_at = clock_timestamp()
     WHERE joined_to = ? AND status = 'sending'`,
    [deliveryId],
  );
}

/**
 * What was to share the message of deliveries that were cancelled: the message may have been shown, and goes out no more.
 * The sender ends them as in doubt, and tells whoever wrote them.
 */
export async function leaveJoinedInDoubt(knex: Knex, cancelledIds: string[]): Promise<void> {
  await knex.raw(
    `UPDATE deliveries SET joined_to = NULL, error_code = 'delivery.uncertain.other', updated_at = clock_timestamp()
     WHERE joined_to = ANY(?::uuid[]) AND status = 'sending'`,
    [cancelledIds],
  );
}
