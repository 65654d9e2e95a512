import type { Knex } from "knex";
import type { Button, OutboundTarget } from "../ports/outbound-message.ts";
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
