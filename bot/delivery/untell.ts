import type { Knex } from "knex";

/**
 * What a delivery was to tell besides its text (the opening notice, that answers are automated, who writes) has not
 * arrived with it: the next message says it. All of it stands in a message's first part.
 */
export async function untell(trx: Knex, deliveryId: string): Promise<void> {
  await trx.raw(
    `UPDATE conversations c SET
       opening_notice_at = CASE WHEN jsonb_exists(d.act->'carries', 'notice') THEN NULL ELSE c.opening_notice_at END,
       automation_told_at = CASE WHEN jsonb_exists(d.act->'carries', 'label') THEN NULL ELSE c.automation_told_at END,
       signed_by = CASE WHEN jsonb_exists(d.act->'carries', 'signature') THEN NULL ELSE c.signed_by END
     FROM deliveries d
     WHERE d.id = ? AND d.part = 1 AND jsonb_exists(d.act, 'carries') AND c.id = d.conversation_id`,
    [deliveryId],
  );
}
