/**
 * The rest of a statement that takes back texts, after `waiting` (id, message_id, message_sent_at, conversation_id,
 * carries of queued deliveries, locked): `whole` are those of which no part has begun to go out; they are cancelled
 * with `:code` at `:at`, and what they were to tell besides their words has not been told.
 */
export const TAKE_BACK = `whole AS (
       SELECT w.* FROM waiting w WHERE NOT EXISTS (SELECT FROM deliveries o WHERE o.message_id = w.message_id
         AND o.status IN ('sending', 'sent', 'uncertain', 'failed'))
     ), stopped AS (
       UPDATE deliveries d SET status = 'cancelled', error_code = :code, updated_at = :at
       FROM whole w WHERE d.id = w.id AND d.status = 'queued'
     ), untold AS (
       UPDATE conversations c SET
         opening_notice_at = CASE WHEN jsonb_exists(w.carries, 'notice') THEN NULL ELSE c.opening_notice_at END,
         automation_told_at = CASE WHEN jsonb_exists(w.carries, 'label') THEN NULL ELSE c.automation_told_at END
       FROM whole w WHERE c.id = w.conversation_id AND w.carries IS NOT NULL
     )`;
