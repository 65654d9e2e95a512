import type { Check } from "../check.ts";
import { findRows } from "../find-rows.ts";

export const receiptOutcome: Check = {
  name: "receipt_outcome",
  says: "every receipt that was worked has one outcome, or is parked with its reason",
  find: (scope, window) =>
    findRows(
      scope,
      window,
      `SELECT channel_id || ' ' || external_id AS id,
         'receipt is ' || status || CASE
           WHEN status = 'pending' THEN ' and has an outcome already'
           WHEN processed_at IS NULL THEN ' without a time'
           WHEN coalesce(outcome, '') = '' THEN ' without an outcome'
           WHEN message_id IS NOT NULL AND status = 'parked' THEN ' and has a message'
           WHEN message_id IS NULL AND outcome = 'message' THEN ' as a message that it does not name'
           ELSE ' and names half a message' END AS about
       FROM (
         SELECT * FROM inbound_receipts WHERE org_id = :orgId AND processed_at >= :since
           AND (status = 'pending' OR coalesce(outcome, '') = '' OR (message_id IS NULL) <> (message_sent_at IS NULL)
             OR message_id IS NOT NULL AND status = 'parked' OR message_id IS NULL AND outcome = 'message')
         UNION ALL
         SELECT * FROM inbound_receipts WHERE org_id = :orgId AND processed_at IS NULL AND status <> 'pending'
         UNION ALL
         SELECT * FROM inbound_receipts WHERE org_id = :orgId AND status = 'pending' AND processed_at IS NULL
           AND (outcome IS NOT NULL OR message_id IS NOT NULL)) r`,
    ),
};

/** On a paused channel everything waits, as somebody wished. */
export const receiptWaiting: Check = {
  name: "receipt_waiting",
  says: "no receipt waits longer than a quarter of an hour to be worked",
  find: (scope, window) =>
    findRows(
      scope,
      window,
      `SELECT r.channel_id || ' ' || r.external_id AS id,
         'receipt waits since ' || to_char(r.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC, tried '
           || r.attempts || ' times' AS about
       FROM inbound_receipts r LEFT JOIN channels c ON c.id = r.channel_id
       WHERE r.org_id = :orgId AND r.status = 'pending' AND r.received_at < :late AND c.status IS DISTINCT FROM 'paused'`,
    ),
};

/** The outcomes of a receipt that brought a message; those of edits and recalls name the message that they change. */
const BROUGHT = "(outcome = 'message' OR outcome LIKE 'rating: %' OR outcome LIKE 'feedback: %')";

/** Both are written by one transaction; the hour is for what clocks of two machines differ by. */
export const messageReceipt: Check = {
  name: "message_receipt",
  says: "every message that a customer sent has the receipt that it came with, and one",
  find: (scope, window) =>
    findRows(
      scope,
      window,
      `SELECT m.id, 'message has ' || CASE WHEN k.receipts IS NULL THEN 'no receipt'
           ELSE k.receipts || ' receipts: ' || k.names END AS about
       FROM messages m LEFT JOIN (
         SELECT message_id, count(*) AS receipts, string_agg(external_id, ', ' ORDER BY seq) AS names FROM inbound_receipts
         WHERE org_id = :orgId AND processed_at >= :since::timestamptz - interval '1 hour' AND message_id IS NOT NULL AND ${BROUGHT}
         GROUP BY message_id) k ON k.message_id = m.id
       WHERE m.org_id = :orgId AND m.id >= :fromId AND m.direction = 'inbound' AND m.external_message_id IS NOT NULL
         AND k.receipts IS DISTINCT FROM 1`,
    ),
};

/**
 * `message_refs` holds a platform's id once: of two messages with one id, it names one. What we sent may share one: lines
 * of a person's that went out as one message.
 */
export const messageTwice: Check = {
  name: "message_twice",
  says: "no two messages that customers of a channel sent have one id of the platform's",
  find: (scope, window) =>
    findRows(
      scope,
      window,
      `SELECT m.id, CASE WHEN r.message_id IS NULL THEN 'message is not found by its id of the platform''s, '
           ELSE 'message has the id of ' || r.message_id || ' at the platform, ' END || m.external_message_id AS about
       FROM messages m LEFT JOIN message_refs r
         ON r.channel_id = m.channel_id AND r.external_message_id = m.external_message_id
       WHERE m.org_id = :orgId AND m.id >= :fromId AND m.direction = 'inbound' AND m.external_message_id IS NOT NULL
         AND r.message_id IS DISTINCT FROM m.id`,
    ),
};
