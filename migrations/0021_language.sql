-- Why: the language is the customer's, wherever they write; staff say which languages they speak. Locks: columns without a default that rewrites, and checks with more words, each for a moment (the check of
-- events after a look at all of them: seconds at ten million). The UPDATE locks each customer who ever wrote, for as long
-- as the migration runs. Older code runs against the result.

ALTER TABLE customers
  -- How they are answered; null until something clear was said.
  ADD COLUMN language text CHECK (language IN ('zh', 'en')),
  -- The characters of their Chinese: Simplified or Traditional.
  ADD COLUMN chinese_script text CHECK (chinese_script IN ('hans', 'hant')),
  -- What their last clear message was in, where that is another: the second in a row changes the language.
  ADD COLUMN language_pending text CHECK (language_pending IN ('en', 'zh', 'zh-Hans', 'zh-Hant'));

UPDATE customers c SET language = last.language FROM (
  SELECT DISTINCT ON (customer_id) customer_id, language FROM conversations
  WHERE language IS NOT NULL AND customer_id IS NOT NULL ORDER BY customer_id, created_at DESC
) last WHERE last.customer_id = c.id;

-- Spoken with customers; empty: the person's own `language`.
ALTER TABLE users ADD COLUMN languages text[] NOT NULL DEFAULT '{}' CHECK (languages <@ ARRAY['zh', 'en']);

ALTER TABLE customer_activities DROP CONSTRAINT customer_activities_type_check;
ALTER TABLE customer_activities ADD CONSTRAINT customer_activities_type_check CHECK (type IN
  ('stage_change', 'tag_change', 'note_added', 'deal_created', 'conversation_started', 'email_sent', 'call_made',
   'meeting', 'score_change', 'owner_change', 'consent_change', 'custom', 'language_change')) NOT VALID;

ALTER TABLE conversation_events DROP CONSTRAINT conversation_events_event_type_check;
ALTER TABLE conversation_events ADD CONSTRAINT conversation_events_event_type_check CHECK (event_type IN
  ('counter_question', 'frame_output', 'rapport_building', 'push_action', 'quality_conversation', 'intent_signal',
   'risk_signal', 'opened', 'taken', 'released', 'assigned', 'resolved', 'reopened', 'queued', 'handoff_requested',
   'answer_missing', 'unreadable_message', 'opted_out', 'opted_in', 'reply_held', 'reply_failed', 'rated',
   'customer_unreachable', 'reply_released', 'reply_rejected', 'reply_expired', 'note_added', 'bot_mode',
   'language_changed',
   'team_moved', 'taken_over', 'handover_offered', 'handover_accepted', 'handover_ended', 'reminder_set', 'reminder_fired', 'reminder_cancelled',
   'recalled', 'recall_failed', 'wrong_person')) NOT VALID;
