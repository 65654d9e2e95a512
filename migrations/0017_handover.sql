-- Why: people hand conversations to each other and set themselves reminders, and nothing falls between two shifts. Locks:
-- an ALTER of users that only adds a column, and one of conversation_events that swaps a CHECK without a scan (NOT VALID);
-- the new tables lock nothing. Older code runs against the result.

-- An offer of a conversation to a colleague or a team. Until it is accepted the giver stays the owner.
CREATE TABLE conversation_handovers (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  conversation_id uuid NOT NULL REFERENCES conversations (id),
  from_user_id uuid NOT NULL REFERENCES users (id),
  to_user_id uuid REFERENCES users (id),
  to_team_id uuid REFERENCES teams (id),
  note text,
  -- Of everything that somebody hands over at once.
  batch_id uuid,
  -- The customer's ownership goes along.
  with_customer boolean NOT NULL DEFAULT false,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'accepted', 'declined', 'expired', 'withdrawn')),
  expires_at timestamptz NOT NULL,
  answered_by uuid REFERENCES users (id),
  answered_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (num_nonnulls(to_user_id, to_team_id) = 1)
);
-- A conversation is offered once at a time.
CREATE UNIQUE INDEX conversation_handovers_open ON conversation_handovers (conversation_id) WHERE status = 'open';
CREATE INDEX conversation_handovers_due ON conversation_handovers (expires_at) WHERE status = 'open';
CREATE INDEX conversation_handovers_batch ON conversation_handovers (batch_id) WHERE batch_id IS NOT NULL;

-- What comes back in a conversation's thread at a time.
CREATE TABLE reminders (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  conversation_id uuid NOT NULL REFERENCES conversations (id),
  -- Who set it; it goes to whoever has the conversation then.
  user_id uuid NOT NULL REFERENCES users (id),
  due_at timestamptz NOT NULL,
  words text NOT NULL CHECK (length(words) BETWEEN 1 AND 1000),
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'fired', 'cancelled')),
  ended_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX reminders_due ON reminders (due_at) WHERE status = 'open';
CREATE INDEX reminders_conversation ON reminders (conversation_id) WHERE status = 'open';
CREATE INDEX reminders_user ON reminders (user_id) WHERE status = 'open';

-- Since when somebody says that they are away: who takes something afterwards is there all the same.
ALTER TABLE users ADD COLUMN away_since timestamptz;

ALTER TABLE conversation_events DROP CONSTRAINT conversation_events_event_type_check;
ALTER TABLE conversation_events ADD CONSTRAINT conversation_events_event_type_check CHECK (event_type IN
  ('counter_question', 'frame_output', 'rapport_building', 'push_action', 'quality_conversation', 'intent_signal',
   'risk_signal', 'opened', 'taken', 'released', 'assigned', 'resolved', 'reopened', 'queued', 'handoff_requested',
   'answer_missing', 'unreadable_message', 'opted_out', 'opted_in', 'reply_held', 'reply_failed', 'rated',
   'customer_unreachable', 'reply_released', 'reply_rejected', 'reply_expired', 'note_added', 'bot_mode',
   'taken_over', 'handover_offered', 'handover_accepted', 'handover_ended', 'reminder_set', 'reminder_fired',
   'reminder_cancelled')) NOT VALID;
