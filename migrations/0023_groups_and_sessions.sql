-- Why: the bot speaks only in groups that somebody answers for, and there from public knowledge alone; and not where the
-- platform's own people have a customer's session. Locks: columns without a default that rewrites, and checks with more
-- words that are not looked at again, each for a moment. Older code runs against the result.

-- The groups of a channel in which customers are answered.
CREATE TABLE channel_groups (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  channel_id uuid NOT NULL REFERENCES channels (id),
  -- The platform's chat, without a thread.
  chat_id text NOT NULL CHECK (length(chat_id) BETWEEN 1 AND 200),
  name text CHECK (length(name) BETWEEN 1 AND 200),
  -- Null: an operator, on the command line.
  registered_by uuid REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (channel_id, chat_id)
);

-- Whose questions are answered from it: customers' (public) or only staff's (internal).
ALTER TABLE knowledge_bases ADD COLUMN audience text NOT NULL DEFAULT 'public' CHECK (audience IN ('public', 'internal'));

-- Where the platform has its own people (微信客服): that they have the chat, or that it ended there; null: it is ours.
ALTER TABLE conversations
  ADD COLUMN session_state text CHECK (session_state IN ('queued', 'with_person', 'ended')),
  -- The platform's id of who has it.
  ADD COLUMN session_holder text;

-- A session is asked back like a message is sent: in its chat's order, with retries.
ALTER TABLE deliveries DROP CONSTRAINT deliveries_operation_check;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_operation_check
  CHECK (operation IN ('send', 'edit', 'delete', 'open', 'take_session')) NOT VALID;

ALTER TABLE conversation_events DROP CONSTRAINT conversation_events_event_type_check;
ALTER TABLE conversation_events ADD CONSTRAINT conversation_events_event_type_check CHECK (event_type IN
  ('counter_question', 'frame_output', 'rapport_building', 'push_action', 'quality_conversation', 'intent_signal',
   'risk_signal', 'opened', 'taken', 'released', 'assigned', 'resolved', 'reopened', 'queued', 'handoff_requested',
   'answer_missing', 'unreadable_message', 'opted_out', 'opted_in', 'reply_held', 'reply_failed', 'rated',
   'customer_unreachable', 'reply_released', 'reply_rejected', 'reply_expired', 'note_added', 'bot_mode',
   'language_changed',
   'team_moved', 'taken_over', 'handover_offered', 'handover_accepted', 'handover_ended', 'reminder_set', 'reminder_fired', 'reminder_cancelled',
   'recalled', 'recall_failed', 'wrong_person',
   'session_moved', 'session_refused')) NOT VALID;
