import type { SeedStep } from "./plan.ts";

/** Of twenty messages nine come in and ten go out, of which four were written by the bot; one is a note. */
export const messages: SeedStep[][] = [
  [
    {
      table: "messages",
      sql: `INSERT INTO messages (id, org_id, conversation_id, customer_id, user_id, channel_id, platform, direction, sender_type, content,
          ai_generated, status, external_message_id, sent_at, received_at, created_at)
        SELECT id, org_id, conversation_id, customer_id, CASE WHEN side BETWEEN 13 AND 19 THEN agent_id END, channel_id, 'wechaty',
          CASE WHEN side < 9 THEN 'inbound' WHEN side < 19 THEN 'outbound' ELSE 'internal' END,
          CASE WHEN side < 9 THEN 'customer' WHEN side < 13 THEN 'ai' ELSE 'agent' END,
          scale.pick('words' || n, 'When is my withdrawal paid?', '我的出金什么时候到账？', 'Thank you very much', '好的，谢谢', 'Please send the statement of account ' || n, '请把保证金的要求发给我 ' || n, 'What is the spread of gold today?'),
          side BETWEEN 9 AND 12, CASE WHEN side < 9 THEN 'received' ELSE 'sent' END, 'big:' || n, sent_at, sent_at, sent_at
        FROM scale.messages ORDER BY sent_at`,
    },
    {
      table: "inbound_receipts",
      sql: `INSERT INTO inbound_receipts (channel_id, external_id, org_id, chat, payload, status, outcome, message_id, message_sent_at, received_at, processed_at)
        SELECT channel_id, 'big:' || n, org_id, 'big', '{}', 'done', 'message', id, sent_at, sent_at, sent_at FROM scale.messages WHERE side < 9 ORDER BY sent_at`,
    },
    {
      table: "message_refs",
      sql: `INSERT INTO message_refs (channel_id, external_message_id, org_id, message_id, message_sent_at, created_at)
        SELECT channel_id, 'big:' || n, org_id, id, sent_at, sent_at FROM scale.messages WHERE side < 9 ORDER BY sent_at`,
    },
    {
      table: "message_insights",
      sql: `INSERT INTO message_insights (message_id, message_sent_at, org_id, language, sentiment, intent, is_counter_question, quality_score, created_at)
        SELECT id, sent_at, org_id, 'en', scale.pick('mood' || n, 'neutral', 'positive', 'negative'), scale.pick('intent' || n, 'withdrawal', 'fees', 'other'), n % 11 = 0, NULL, sent_at
        FROM scale.messages WHERE side < 9 ORDER BY sent_at`,
    },
    {
      table: "message_versions",
      sql: `INSERT INTO message_versions (id, org_id, message_id, message_sent_at, version, kind, content, changed_at)
        SELECT scale.id_at('version:' || n || k, sent_at), org_id, id, sent_at, k, (ARRAY['original', 'edited'])[k], 'Words', sent_at FROM scale.messages, generate_series(1, 2) k WHERE side < 9 AND n % 40 = 1`,
    },
    {
      table: "deliveries",
      sql: `INSERT INTO deliveries (id, org_id, channel_id, chat, target, audience, purpose, conversation_id, customer_id, message_id, message_sent_at, content, act, status, attempts, external_message_id, sent_at, created_at, updated_at)
        SELECT scale.id_at('delivery:' || n, sent_at), org_id, channel_id, 'big', '{}', 'customer', CASE WHEN side < 13 THEN 'answer' ELSE 'reply' END, conversation_id, customer_id, id, sent_at, '{"blocks": []}', '{"by": "user"}',
          CASE WHEN n % 997 = 0 THEN 'failed' ELSE 'sent' END, 1, 'out:' || n, sent_at, sent_at, sent_at
        FROM scale.messages WHERE side BETWEEN 9 AND 18 ORDER BY sent_at`,
    },
    {
      table: "deliveries (staff)",
      sql: `INSERT INTO deliveries (id, org_id, channel_id, chat, target, audience, purpose, conversation_id, content, act, status, attempts, sent_at, created_at, updated_at)
        SELECT scale.id_at('shown:' || n, sent_at), org_id, channel_id, 'desk', '{}', 'staff', 'desk', conversation_id, '{"blocks": []}', '{"by": "bot"}', 'sent', 1, sent_at, sent_at, sent_at
        FROM scale.messages WHERE side % 4 = 0 ORDER BY sent_at`,
    },
    {
      table: "outbox_events",
      sql: `INSERT INTO outbox_events (id, org_id, type, resource_type, resource_id, created_at)
        SELECT scale.id_at('outbox:' || n, sent_at), org_id, 'conversation.opened', 'conversation', conversation_id, sent_at FROM scale.messages WHERE side = 0`,
    },
    {
      table: "file_links",
      sql: `INSERT INTO file_links (id, org_id, token_hash, user_id, message_id, message_sent_at, sha256, name, kind, expires_at, created_at)
        SELECT scale.id_at('link:' || n, sent_at), org_id, decode(md5('link' || n), 'hex'), agent_id, id, sent_at, repeat(md5(n::text), 2), 'passport.jpg', 'image', sent_at + interval '10 minutes', sent_at FROM scale.messages WHERE side = 1 AND n % 4 = 1`,
    },
  ],
];
