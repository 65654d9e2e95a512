import type { Check } from "../check.ts";
import { findRows } from "../find-rows.ts";

/** As they are counted (`countMessage`): no notes, and of what was held only what was let go. */
const counted = (of: string) => `
  SELECT m.conversation_id, count(*) AS messages, max(m.sent_at) AS last_at,
    max(m.sent_at) FILTER (WHERE m.direction = 'inbound') AS last_customer_at
  FROM messages m
  WHERE ${of} AND m.direction <> 'internal' AND m.status <> 'held' AND NOT (m.status = 'cancelled'
    AND EXISTS (SELECT FROM conversation_events e WHERE e.conversation_id = m.conversation_id AND e.message_id = m.id
      AND e.event_type = 'reply_held')
    AND NOT EXISTS (SELECT FROM conversation_events e WHERE e.conversation_id = m.conversation_id AND e.message_id = m.id
      AND e.event_type = 'reply_released'))
  GROUP BY m.conversation_id`;

/**
 * A held text counts when it is let go, so that the last message may be later than any was written. A conversation that an
 * edit of an older one's message began counts that edit. What was taken out of the table cannot be counted any more.
 */
export const conversationCounters: Check = {
  name: "conversation_counters",
  says: "a conversation counts the messages that there are, and knows the last",
  find: (scope, window) =>
    findRows(
      scope,
      window,
      `WITH lately AS MATERIALIZED (SELECT id, number, message_count, last_message_at, last_customer_message_at
         FROM conversations WHERE org_id = :orgId AND updated_at >= :since)
       SELECT v.id, 'conversation C' || v.number || CASE
           WHEN v.message_count <> coalesce(c.messages, 0)
             THEN ' counts ' || v.message_count || ' messages, there are ' || coalesce(c.messages, 0)
           ELSE ' does not know its last message' END AS about
       FROM lately v ${
         window.since
           ? `LEFT JOIN LATERAL (${counted("m.conversation_id = v.id")}) c ON true`
           : `LEFT JOIN (${counted("m.org_id = :orgId")}) c ON c.conversation_id = v.id`
       }
       WHERE (v.message_count <> coalesce(c.messages, 0) OR c.last_at IS NOT NULL AND (v.last_message_at >= c.last_at) IS NOT TRUE
           OR c.last_customer_at IS NOT NULL AND (v.last_customer_message_at >= c.last_customer_at) IS NOT TRUE)
         AND NOT (v.message_count = coalesce(c.messages, 0) + 1 AND EXISTS (SELECT FROM conversation_events e
           WHERE e.conversation_id = v.id AND e.event_type = 'edit_heeded' AND NOT EXISTS (SELECT FROM messages m
             WHERE m.id = e.message_id AND m.sent_at = e.message_sent_at AND m.conversation_id = v.id)))
         AND NOT EXISTS (SELECT FROM message_archive_parts p JOIN message_archives a ON a.id = p.archive_id
           WHERE p.conversation_id = v.id AND a.state <> 'attached')`,
    ),
};

export const customerContact: Check = {
  name: "customer_contact",
  says: "a customer's last contact is, to the minute, no earlier than their last message",
  find: (scope, window) =>
    findRows(
      scope,
      window,
      `SELECT c.id, 'customer ' || c.customer_code || ' wrote in C' || v.number || ' after the last contact that is noted' AS about
       FROM conversations v JOIN customers c ON c.id = v.customer_id
       WHERE v.org_id = :orgId AND v.updated_at >= :since AND v.last_customer_message_at IS NOT NULL
         AND (c.last_contact_at >= v.last_customer_message_at - interval '1 minute') IS NOT TRUE`,
    ),
};
