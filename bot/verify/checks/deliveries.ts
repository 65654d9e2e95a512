import { PLATFORM_AWAY } from "../../delivery/wake-waiting.ts";
import type { Check } from "../check.ts";
import { findRows } from "../find-rows.ts";

/** A correction of the customer's is a question of its own, asked with the same message: `edit_heeded` says which were. */
export const answerOnce: Check = {
  name: "answer_once",
  says: "what was found for a customer's message is kept once for each wording of it",
  find: (scope, window) =>
    findRows(
      scope,
      window,
      `SELECT a.question_message_id AS id, 'message has ' || count(*) || ' answers: ' || string_agg(a.id::text, ', ' ORDER BY a.id)
         AS about
       FROM answers a
       WHERE a.org_id = :orgId AND a.id >= :fromId AND a.question_message_id IS NOT NULL
       GROUP BY a.question_message_id
       HAVING count(*) > 1 AND count(*) > 1 + (SELECT count(*) FROM conversation_events e
         WHERE e.conversation_id = ANY (array_agg(a.conversation_id)) AND e.event_type = 'edit_heeded'
           AND e.message_id = a.question_message_id)`,
    ),
};

/** What a turn says has a reason each (`act.why`), and is one message; a held text that was released is the same message. */
export const replyOnce: Check = {
  name: "reply_once",
  says: "a turn says each thing to the customer once, and no part of it twice",
  find: (scope, window) =>
    findRows(
      scope,
      window,
      `WITH told AS MATERIALIZED (
         SELECT d.id, d.channel_id, d.message_id, d.part, d.act, d.purpose FROM deliveries d
         WHERE d.org_id = :orgId AND d.id >= :fromId AND d.audience = 'customer' AND d.operation = 'send'
           AND d.message_id IS NOT NULL AND d.status NOT IN ('cancelled', 'held'))
       SELECT max(message_id::text) AS id, 'reply to receipt ' || (act ->> 'receipt') || ' (' || (act ->> 'why') || ') was written '
           || count(DISTINCT message_id) || ' times: ' || string_agg(DISTINCT message_id::text, ', ') AS about
       FROM told WHERE purpose IN ('answer', 'service') AND act ->> 'by' = 'bot' AND act ->> 'receipt' IS NOT NULL
       GROUP BY channel_id, act ->> 'receipt', act ->> 'why' HAVING count(DISTINCT message_id) > 1
       UNION ALL
       SELECT message_id::text, 'part ' || part || ' of the message goes out ' || count(*) || ' times: '
           || string_agg(id::text, ', ' ORDER BY id)
       FROM told GROUP BY message_id, part HAVING count(*) > 1`,
    ),
};

/**
 * `seq` is the order in which they were queued. What may pass others by is left out: marketing, a thread that is opened or
 * closed, and, beside customers, what somebody was still writing when the later one went out.
 */
export const deliveryOrder: Check = {
  name: "delivery_order",
  says: "what a chat was sent went out in the order in which it was queued",
  find: (scope, window) =>
    findRows(
      scope,
      window,
      `WITH went AS MATERIALIZED (
         SELECT d.id, d.seq, d.channel_id, d.chat, d.audience, d.created_at, d.sent_at FROM deliveries d
         WHERE d.org_id = :orgId AND d.id >= :fromId AND d.status = 'sent' AND d.sent_at IS NOT NULL
           AND d.operation IN ('send', 'edit', 'delete') AND d.purpose <> 'marketing' AND d.joined_to IS NULL),
       passed AS (
         SELECT *, max(sent_at) OVER (PARTITION BY channel_id, chat ORDER BY seq
           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) > sent_at AS is_early FROM went)
       SELECT p.id, 'delivery went out before ' || b.id || ', which was queued for its chat earlier' AS about
       FROM passed p CROSS JOIN LATERAL (
         SELECT w.id FROM went w
         WHERE w.channel_id = p.channel_id AND w.chat = p.chat AND w.seq < p.seq AND w.sent_at > p.sent_at
           AND (p.audience = 'customer' OR w.created_at < p.sent_at - interval '5 seconds')
         ORDER BY w.seq LIMIT 1) b
       WHERE p.is_early`,
    ),
};

/** Longer than any call may take, and than what was sent may wait to be written down (`deliver-chat.ts`). */
export const stuckSending: Check = {
  name: "stuck_sending",
  says: "nothing is being sent for longer than a quarter of an hour",
  find: (scope, window) =>
    findRows(
      scope,
      window,
      `SELECT d.id, 'delivery to ' || d.audience || ' is being sent since '
         || to_char(d.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC' AS about
       FROM deliveries d LEFT JOIN channels c ON c.id = d.channel_id
       WHERE d.org_id = :orgId AND d.status IN ('queued', 'sending') AND d.status = 'sending' AND d.updated_at < :late
         AND c.status IS DISTINCT FROM 'paused'`,
    ),
};

/**
 * A delivery waits for its next attempt, behind another of its chat, with its channel, until its platform is back, or for a
 * job that was put off since no more may go out now. Campaigns wait for much besides, and have figures of their own.
 */
export const deliveryWaiting: Check = {
  name: "delivery_waiting",
  says: "what a customer is to get is tried within a quarter of an hour, or has a reason to wait",
  find: (scope, window) =>
    findRows(
      scope,
      window,
      `SELECT d.id, 'delivery (' || d.purpose || ') waits since '
         || to_char(d.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC, tried ' || d.attempts || ' times' AS about
       FROM deliveries d JOIN channels c ON c.id = d.channel_id
       WHERE d.org_id = :orgId AND d.status IN ('queued', 'sending') AND d.status = 'queued' AND d.audience = 'customer'
         AND d.purpose <> 'marketing' AND d.joined_to IS NULL
         AND c.status = 'active' AND coalesce(c.send_after < :late, true)
         AND NOT EXISTS (SELECT FROM deliveries o WHERE o.channel_id = d.channel_id AND o.chat = d.chat AND o.seq <= d.seq
           AND o.status IN ('queued', 'sending') AND greatest(o.next_attempt_at, o.updated_at) >= :late)
         AND NOT EXISTS (SELECT FROM deliveries o WHERE o.channel_id = d.channel_id AND o.status IN ('queued', 'sending')
           AND o.error_code = ANY (${PLATFORM_AWAY}) AND o.updated_at >= :late)
         AND NOT EXISTS (SELECT FROM graphile_worker.jobs j
           WHERE j.key = 'deliver:' || d.channel_id || ':' || d.chat AND j.run_at > :now)
       UNION ALL
       SELECT m.id, 'message is to be sent and has no delivery' FROM messages m
       WHERE m.org_id = :orgId AND m.id >= :fromId AND m.direction = 'outbound' AND m.status = 'queued'
         AND m.received_at < :late AND NOT EXISTS (SELECT FROM deliveries d WHERE d.message_id = m.id)`,
    ),
};
