import type { Knex } from "knex";
import type { Database } from "../../infra/db/connect.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { storedText } from "../../infra/db/stored-text.ts";
import { ConflictError } from "../../infra/errors.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";

interface ReceiptKey {
  externalId: string;
}

/**
 * Ends the receipt inside the turn's transaction.
 * @throws ConflictError when another worker ended it first: then nothing of this turn may be kept.
 */
export async function finishReceipt(
  scope: OrgScope,
  channel: LiveChannel,
  receipt: ReceiptKey,
  end: { status: "done" | "ignored"; outcome: string; message?: { id: string; sentAt: Date } },
): Promise<void> {
  const { rows } = await scope.trx.raw(
    `UPDATE inbound_receipts SET status = ?, outcome = ?, message_id = ?, message_sent_at = ?, processed_at = clock_timestamp()
     WHERE channel_id = ? AND external_id = ? AND status = 'pending' RETURNING true`,
    [
      end.status,
      storedText(end.outcome).slice(0, 500),
      end.message?.id ?? null,
      end.message?.sentAt ?? null,
      channel.id,
      receipt.externalId,
    ] as Knex.Value[],
  );
  if (rows.length === 0)
    throw new ConflictError("another worker has finished this receipt", { receipt: receipt.externalId });
}

/** Puts aside a receipt that cannot be worked, with the reason; it is kept and the chat goes on. */
export async function parkReceipt(
  db: Database,
  channel: LiveChannel,
  receipt: ReceiptKey,
  reason: string,
): Promise<void> {
  await db.system.raw(
    `UPDATE inbound_receipts SET status = 'parked', outcome = ?, processed_at = clock_timestamp()
     WHERE channel_id = ? AND external_id = ? AND status = 'pending'`,
    [storedText(reason), channel.id, receipt.externalId],
  );
}

/** Counts a failed turn and returns how many there were; null when another worker has ended the receipt meanwhile. */
export async function countAttempt(db: Database, channel: LiveChannel, receipt: ReceiptKey): Promise<number | null> {
  const { rows } = await db.system.raw(
    `UPDATE inbound_receipts SET attempts = attempts + 1
     WHERE channel_id = ? AND external_id = ? AND status = 'pending' RETURNING attempts`,
    [channel.id, receipt.externalId],
  );
  return rows[0]?.attempts ?? null;
}
