-- Why: conversations live in front of staff: a thread each, what is offered there for sending, and which conversation is
-- current where a surface has no threads. Locks: ALTERs of deliveries, conversations, conversation_events and users that
-- only add columns or swap a CHECK; the swapped CHECKs are NOT VALID, so nothing is scanned. Older code runs against it.

-- Where a conversation is shown to staff. thread_id is null until the platform has opened it, and for good where the
-- surface has no threads (a WeCom app); chat_id is the place: a Slack channel, a Telegram group, WeCom's list of users.
CREATE TABLE desk_threads (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  conversation_id uuid NOT NULL UNIQUE REFERENCES conversations (id),
  channel_id uuid NOT NULL REFERENCES channels (id),
  chat_id text NOT NULL,
  -- As the platform shows it; unique per place, since it begins with the conversation's code.
  title text NOT NULL,
  thread_id text,
  -- The delivery of the card on top, and of the state that it shows.
  card_delivery_id uuid REFERENCES deliveries (id),
  url text,
  opened_at timestamptz,
  -- How often the thread was deleted on the platform and had to be opened again.
  lost_count integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX desk_threads_place ON desk_threads (channel_id, chat_id, thread_id) WHERE thread_id IS NOT NULL;

-- What waits for a press: an answer or script that may be sent, a line that was held. Used once.
CREATE TABLE desk_offers (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  conversation_id uuid NOT NULL REFERENCES conversations (id),
  kind text NOT NULL CHECK (kind IN ('answer', 'script', 'line')),
  -- Whose offer it is; null when whoever has the conversation may use it.
  user_id uuid REFERENCES users (id),
  content jsonb NOT NULL,
  -- The script's version, sources, confidence, the customer's message it answers.
  details jsonb NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'sent', 'edited', 'dismissed')),
  used_by uuid REFERENCES users (id),
  used_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX desk_offers_conversation ON desk_offers (conversation_id, created_at DESC);

-- On a surface without threads: the conversation that a person's lines go to, until it is ten minutes old or another of
-- their customers writes.
CREATE TABLE desk_focus (
  user_id uuid NOT NULL REFERENCES users (id),
  channel_id uuid NOT NULL REFERENCES channels (id),
  org_id uuid NOT NULL REFERENCES organizations (id),
  conversation_id uuid NOT NULL REFERENCES conversations (id),
  set_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, channel_id)
);

ALTER TABLE deliveries ADD COLUMN desk_thread_id uuid REFERENCES desk_threads (id);
CREATE INDEX deliveries_of ON deliveries (of_delivery_id) WHERE of_delivery_id IS NOT NULL;
ALTER TABLE deliveries DROP CONSTRAINT deliveries_operation_check;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_operation_check
  CHECK (operation IN ('send', 'edit', 'delete', 'open')) NOT VALID;

ALTER TABLE conversation_events DROP CONSTRAINT conversation_events_event_type_check;
ALTER TABLE conversation_events ADD CONSTRAINT conversation_events_event_type_check CHECK (event_type IN
  ('counter_question', 'frame_output', 'rapport_building', 'push_action', 'quality_conversation', 'intent_signal',
   'risk_signal', 'opened', 'taken', 'released', 'assigned', 'resolved', 'reopened', 'queued', 'handoff_requested',
   'answer_missing', 'unreadable_message', 'opted_out', 'opted_in', 'reply_held', 'reply_failed', 'rated',
   'customer_unreachable', 'reply_released', 'reply_rejected', 'reply_expired', 'note_added', 'bot_mode')) NOT VALID;

-- Since when the person has it, and which customer message nobody has answered yet.
ALTER TABLE conversations ADD COLUMN taken_at timestamptz;

ALTER TABLE users ADD COLUMN presence text CHECK (presence IN ('online', 'busy', 'away'));
ALTER TABLE users ADD COLUMN presence_at timestamptz;

-- What only the desk was shown of an answer.
ALTER TABLE answers DROP CONSTRAINT answers_outcome_check;
ALTER TABLE answers ADD CONSTRAINT answers_outcome_check
  CHECK (outcome IN ('answered', 'not_answered', 'held', 'small_talk', 'suggested')) NOT VALID;
