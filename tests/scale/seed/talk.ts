import type { SeedStep } from "./plan.ts";

// The first ten customers write a tenth of all conversations, and the first conversation holds a hundredth of all messages.
// The newest fiftieth of the conversations is open, a sixth of that waits.
export const talk: SeedStep[][] = [
  [
    {
      table: "scale.conversations",
      sql: `CREATE TABLE scale.conversations AS
        SELECT v.n, scale.key('conversation:' || v.n) AS id, c.org_id, c.org, c.id AS customer_id, c.channel_id,
          coalesce(c.owner_id, scale.key('user:' || c.org || v.n % 60)) AS agent_id, v.at, v.n >= scale.conversations() * 0.98 AS is_open,
          v.n >= scale.conversations() * 0.98 AND v.n % 6 = 0 AS waits
        FROM (SELECT n, scale.until() - scale.span() * (1 - n::double precision / scale.conversations()) AS at,
                CASE WHEN n % 10 = 0 THEN n / 10 % 10 ELSE floor(scale.dice('whose' || n) ^ 1.5 * scale.customers())::integer END AS whose
              FROM generate_series(0, scale.conversations() - 1) n) v
          JOIN scale.customers c ON c.n = v.whose`,
    },
    {
      table: "months",
      sql: `SELECT count(ensure_message_partition(m)) FROM generate_series(scale.until() - scale.span() - interval '1 month', scale.until() + interval '3 months', interval '1 month') m`,
    },
  ],
  [
    {
      table: "scale.messages",
      sql: `CREATE UNLOGGED TABLE scale.messages AS
        SELECT m.n, v.id AS conversation_id, v.org_id, v.customer_id, v.channel_id, v.agent_id, m.side, v.waits, v.at + m.after AS sent_at,
          -- Sorts by time, as the product's ids do.
          (lpad(to_hex((extract(epoch FROM v.at + m.after) * 1000)::bigint), 12, '0') || '7' || substr(md5('m' || m.n), 1, 3) || '8' || substr(md5('m' || m.n), 4, 15))::uuid AS id
        FROM (SELECT n, n % 20 AS side,
                CASE WHEN n % 100 = 0 THEN 0 ELSE floor(scale.dice('of' || n) * scale.conversations())::integer END AS whose,
                CASE WHEN n % 100 = 0 THEN scale.span() * (n::double precision / scale.messages()) * 0.99 ELSE interval '1 hour' * scale.dice('at' || n) END AS after
              FROM generate_series(0, scale.messages() - 1) n) m
          JOIN scale.conversations v ON v.n = m.whose ORDER BY v.at + m.after`,
    },
    {
      table: "conversations",
      sql: `INSERT INTO conversations (id, org_id, number, customer_id, channel_id, channel_type, external_chat_id, chat, team_id, agent_id,
          status, language, message_count, last_message_at, last_customer_message_at, last_message_preview, first_response_at, resolved_at,
          waiting_since, handoff_at, handoff_reason, sla_first_response_at, satisfaction_score, satisfaction_rated_at, satisfaction_asked_at, created_at, updated_at)
        SELECT id, org_id, 1000000 + n, customer_id, channel_id, 'wechaty', 'big:' || n, 'big:' || n, scale.key('team:' || org || (1 + n % 4)),
          CASE WHEN NOT waits THEN agent_id END,
          CASE WHEN waits THEN 'pending' WHEN is_open THEN 'active' ELSE 'resolved' END, scale.pick('spoken' || n, 'zh', 'en'), 7,
          at + interval '1 hour', at + interval '50 minutes', 'Thank you', CASE WHEN NOT waits THEN at + interval '4 minutes' END,
          CASE WHEN NOT is_open THEN at + interval '2 hours' END, CASE WHEN waits THEN at + interval '50 minutes' END,
          CASE WHEN waits THEN at + interval '50 minutes' END, CASE WHEN waits THEN 'asked' END,
          CASE WHEN waits THEN scale.until() + interval '30 days' END,
          CASE WHEN NOT is_open AND n % 4 = 0 THEN 1 + floor(scale.dice('rated' || n) * 5)::integer END,
          CASE WHEN NOT is_open AND n % 4 = 0 THEN at + interval '3 hours' END, CASE WHEN NOT is_open AND n % 2 = 0 THEN at + interval '2 hours' END, at, at
        FROM scale.conversations`,
    },
    {
      table: "desk_threads",
      sql: `INSERT INTO desk_threads (id, org_id, conversation_id, channel_id, chat_id, title, thread_id, opened_at, created_at)
        SELECT scale.key('thread:' || n), org_id, id, channel_id, 'desk', 'C' || (1000000 + n), n::text, at, at FROM scale.conversations`,
    },
    {
      table: "conversation_events",
      sql: `INSERT INTO conversation_events (id, org_id, conversation_id, customer_id, user_id, event_type, created_at)
        SELECT scale.id_at('event:' || n || ':' || k, at), org_id, id, customer_id, agent_id, (ARRAY['opened', 'handoff_requested', 'taken', 'resolved', 'intent_signal'])[k], at + k * interval '3 minutes'
        FROM scale.conversations, generate_series(1, 5) k WHERE k < 4 OR NOT is_open ORDER BY n`,
    },
    {
      table: "sla_results",
      sql: `INSERT INTO sla_results (id, org_id, conversation_id, user_id, kind, priority, waiting_since, deadline, ended_at, outcome, is_met)
        SELECT scale.key('sla:' || n), org_id, id, agent_id, 'first_response', 'medium', at, at + interval '5 minutes', at + interval '4 minutes', 'answered', n % 9 > 0
        FROM scale.conversations WHERE NOT waits`,
    },
    {
      table: "reminders",
      sql: `INSERT INTO reminders (id, org_id, conversation_id, user_id, due_at, words, status, ended_at, created_at)
        SELECT scale.key('reminder:' || n), org_id, id, agent_id, CASE WHEN is_open THEN scale.until() + interval '9 days' ELSE at + interval '1 day' END, 'Call', CASE WHEN is_open THEN 'open' ELSE 'fired' END, CASE WHEN NOT is_open THEN at + interval '1 day' END, at
        FROM scale.conversations WHERE n % 7 = 0`,
    },
    {
      table: "conversation_handovers",
      sql: `INSERT INTO conversation_handovers (id, org_id, conversation_id, from_user_id, to_user_id, status, expires_at, answered_by, answered_at, created_at)
        SELECT scale.key('handover:' || n), org_id, id, agent_id, scale.key('user:' || org || (n + 1) % 60), 'accepted', at + interval '1 day', scale.key('user:' || org || (n + 1) % 60), at + interval '1 hour', at
        FROM scale.conversations WHERE n % 9 = 0`,
    },
    {
      table: "desk_offers",
      sql: `INSERT INTO desk_offers (id, org_id, conversation_id, kind, user_id, content, status, used_by, used_at, created_at)
        SELECT scale.key('offer:' || n), org_id, id, 'answer', agent_id, '{"blocks": []}', 'dismissed', agent_id, at, at FROM scale.conversations WHERE n % 3 = 0`,
    },
    {
      table: "script_uses",
      sql: `INSERT INTO script_uses (id, org_id, script_id, conversation_id, customer_id, user_id, message_id, message_sent_at, is_changed, sent_at, outcome)
        SELECT scale.id_at('use:' || n, at), org_id, scale.key('script:' || org || n % 50), id, customer_id, agent_id, scale.key('used:' || n), at, n % 5 = 0, at, 'none'
        FROM scale.conversations WHERE n % 4 = 0`,
    },
    {
      table: "alerts",
      sql: `INSERT INTO alerts (id, org_id, number, kind, severity, status, cause, title, conversation_id, customer_id, assigned_to, resolved_at, created_at, updated_at, last_at)
        SELECT scale.key('alert:' || n), org_id, 100000 + n, scale.pick('alert' || n, 'sla_overdue', 'sentiment', 'complaint'), 'warning',
          CASE WHEN is_open AND n % 5 = 0 THEN 'acknowledged' ELSE 'resolved' END, 'scale:' || n, 'Overdue', id, customer_id, agent_id,
          CASE WHEN NOT (is_open AND n % 5 = 0) THEN at + interval '1 hour' END, at, at, at
        FROM scale.conversations WHERE n % 5 = 0`,
    },
    {
      table: "alert_cards",
      sql: `INSERT INTO alert_cards (id, org_id, alert_id, channel_id, chat, target, delivery_id, shows_at, passed_on_at, created_at)
        SELECT scale.key('card:' || n), org_id, scale.key('alert:' || n), channel_id, 'alerts', '{}', scale.key('delivery of card:' || n), at, at, at
        FROM scale.conversations WHERE n % 5 = 0`,
    },
    {
      table: "approvals",
      sql: `INSERT INTO approvals (id, org_id, number, kind, resource_type, resource_id, conversation_id, reason, status, decided_by, decided_at, created_at)
        SELECT scale.key('approval:' || n), org_id, 100000 + n, 'claim', 'message', scale.key('held:' || n), id, 'A promise', 'approved', agent_id, at + interval '5 minutes', at
        FROM scale.conversations WHERE n % 20 = 0`,
    },
    {
      table: "notifications",
      sql: `INSERT INTO notifications (id, org_id, user_id, type, title, is_read, created_at)
        SELECT scale.key('notification:' || n), org_id, agent_id, 'assigned', 'Assigned', n % 10 > 0, at FROM scale.conversations WHERE n % 3 = 0`,
    },
    {
      table: "answers",
      sql: `INSERT INTO answers (id, org_id, conversation_id, question, outcome, mode, output, language, created_at)
        SELECT scale.id_at('answer:' || n, at), org_id, id, 'When is my withdrawal paid?', CASE WHEN n % 5 = 0 THEN 'not_answered' ELSE 'answered' END, CASE WHEN n % 5 = 0 THEN 'none' ELSE 'approved' END, 'Within three days', 'en', at
        FROM scale.conversations WHERE n % 2 = 0`,
    },
  ],
];
