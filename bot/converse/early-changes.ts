import type { Database } from "../../infra/db/connect.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { DeletedEvent, EditedEvent } from "../ports/inbound-event.ts";

/** What was heard of a message before it came. */
export interface EarlyChanges {
  isEdited: boolean;
  withdrawnAt: Date | null;
}

/** Keeps that a message, which is not known, was changed: a platform that promises no order may bring it yet. */
export async function keepEarlyChange(
  { trx, orgId }: OrgScope,
  channel: LiveChannel,
  event: EditedEvent | DeletedEvent,
): Promise<void> {
  await trx("early_changes")
    .insert({
      channel_id: channel.id,
      external_message_id: event.externalMessageId,
      receipt_id: event.externalId,
      org_id: orgId,
      kind: event.kind,
      changed_at: event.kind === "edited" ? event.editedAt : event.sentAt,
    })
    .onConflict(["channel_id", "external_message_id", "receipt_id"])
    .ignore();
}

/** Asked of every message that may be worked: as the system, without a transaction around one look. */
export async function earlyChangesOf(
  db: Database,
  channel: LiveChannel,
  externalMessageId: string,
): Promise<EarlyChanges> {
  const { rows } = await db.system.raw(
    `SELECT count(*) FILTER (WHERE kind = 'edited') > 0 AS "isEdited",
       min(changed_at) FILTER (WHERE kind = 'deleted') AS "withdrawnAt"
     FROM early_changes WHERE channel_id = ? AND external_message_id = ?`,
    [channel.id, externalMessageId],
  );
  return rows[0];
}

/**
 * Puts the edits that came before their message back into the inbox. They are of its chat, so they are worked after it:
 * shown, kept and answered as if they had come then.
 */
export async function workEarlyEdits(db: Database, channel: LiveChannel, externalMessageId: string): Promise<void> {
  await db.system.transaction(async (trx) => {
    const { rows } = await trx.raw(
      `WITH early AS (DELETE FROM early_changes WHERE channel_id = :channelId AND external_message_id = :externalMessageId
         AND kind = 'edited' RETURNING receipt_id)
       UPDATE inbound_receipts r SET status = 'pending', outcome = NULL, processed_at = NULL FROM early
       WHERE r.channel_id = :channelId AND r.external_id = early.receipt_id AND r.status = 'ignored' RETURNING r.chat`,
      { channelId: channel.id, externalMessageId },
    );
    for (const chat of new Set<string>(rows.map((row: { chat: string }) => row.chat))) {
      const payload = { channelId: channel.id, chat };
      await enqueueJob(trx, { task: "converse", payload, key: `converse:${channel.id}:${chat}` });
    }
  });
}

const KEPT_FOR = "7 days";

/** Forgets the changes of messages that never came, as those of strangers in a channel do not. */
export async function forgetEarlyChanges({ system }: Database): Promise<void> {
  await system.raw("DELETE FROM early_changes WHERE created_at < clock_timestamp() - ?::interval", [KEPT_FOR]);
}
