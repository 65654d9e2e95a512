-- Why: the inbox, what was said, what was made of it, and what goes out. Locks nothing that exists.

-- The inbox, and the one authority on deliveries from a platform. No foreign keys: this insert is all that stands
-- between a message and safety, and a key lock on the channel's row would be shared by every webhook.
CREATE TABLE inbound_receipts (
  channel_id uuid NOT NULL,
  external_id text NOT NULL CHECK (length(external_id) BETWEEN 1 AND 300),
  org_id uuid NOT NULL,
  -- The smallest ordered unit: Telegram chat_id[:topic], Slack channel[:thread_ts], app:USERID, kf:OPEN_KFID:USERID.
  chat text NOT NULL CHECK (length(chat) BETWEEN 1 AND 300),
  seq bigint GENERATED ALWAYS AS IDENTITY,
  -- Milliseconds of the platform's clock where the transport keeps no order, else 0.
  position bigint NOT NULL DEFAULT 0,
  payload text NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'done', 'ignored', 'parked')),
  -- What became of it: message, edited, command, duplicate, … or why it is parked.
  outcome text,
  attempts integer NOT NULL DEFAULT 0,
  message_id uuid,
  message_sent_at timestamptz,
  received_at timestamptz NOT NULL DEFAULT now(),
  processed_at timestamptz,
  PRIMARY KEY (channel_id, external_id)
);
CREATE INDEX inbound_receipts_pending ON inbound_receipts (channel_id, chat, position, seq) WHERE status = 'pending';
CREATE INDEX inbound_receipts_parked ON inbound_receipts (org_id, received_at) WHERE status = 'parked';

CREATE TABLE conversations (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  -- C1042: what people type.
  number bigint NOT NULL,
  customer_id uuid REFERENCES customers (id),
  channel_id uuid REFERENCES channels (id),
  channel_type text,
  external_chat_id text,
  -- The ordered unit that answers go to, and its thread.
  chat text NOT NULL,
  external_thread_id text,
  is_group boolean NOT NULL DEFAULT false,
  previous_id uuid REFERENCES conversations (id),
  team_id uuid REFERENCES teams (id),
  agent_id uuid REFERENCES users (id),
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'active', 'resolved', 'closed')),
  priority text NOT NULL DEFAULT 'medium' CHECK (priority IN ('low', 'medium', 'high', 'urgent')),
  language text CHECK (language IN ('zh', 'en')),
  -- False while the bot must be silent.
  ai_enabled boolean NOT NULL DEFAULT true,
  ai_summary text,
  ai_sentiment text CHECK (ai_sentiment IN ('positive', 'neutral', 'negative')),
  -- Since when and why something here waits for a person; null when nothing does.
  handoff_at timestamptz,
  handoff_reason text,
  -- When the customer was told that a colleague will answer, and that answers are automated.
  handoff_told_at timestamptz,
  automation_told_at timestamptz,
  sla_first_response_at timestamptz,
  sla_resolve_deadline timestamptz,
  tags text[] NOT NULL DEFAULT '{}',
  satisfaction_score integer CHECK (satisfaction_score BETWEEN 1 AND 5),
  satisfaction_comment text,
  message_count integer NOT NULL DEFAULT 0,
  last_message_at timestamptz,
  last_message_preview text,
  last_customer_message_at timestamptz,
  first_response_at timestamptz,
  resolved_at timestamptz,
  closed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, number)
);
-- One open conversation per customer and chat.
CREATE UNIQUE INDEX conversations_open ON conversations (customer_id, channel_id, chat)
  WHERE status IN ('pending', 'active');
CREATE INDEX conversations_status ON conversations (org_id, status, last_message_at DESC);
CREATE INDEX conversations_agent ON conversations (agent_id, status);
CREATE INDEX conversations_customer ON conversations (customer_id, created_at DESC);
CREATE INDEX conversations_waiting ON conversations (org_id, handoff_at) WHERE handoff_at IS NOT NULL;

-- Monthly partitions by the platform's time. What points to a message carries (message_id, message_sent_at) and has no
-- foreign key, because one would forbid detaching old months.
CREATE TABLE messages (
  id uuid NOT NULL,
  org_id uuid NOT NULL,
  conversation_id uuid NOT NULL REFERENCES conversations (id),
  customer_id uuid REFERENCES customers (id),
  -- The member of staff who wrote it, null for customers and the bot.
  user_id uuid REFERENCES users (id),
  channel_id uuid REFERENCES channels (id),
  platform text,
  direction text NOT NULL CHECK (direction IN ('inbound', 'outbound', 'internal')),
  sender_type text NOT NULL CHECK (sender_type IN ('customer', 'agent', 'ai', 'system')),
  sender_id text,
  content_type text NOT NULL DEFAULT 'text' CHECK (content_type IN
    ('text', 'image', 'voice', 'video', 'file', 'sticker', 'card', 'contact', 'location', 'system')),
  -- As first said: later wordings are rows of message_versions.
  content text,
  media_url text,
  metadata jsonb NOT NULL DEFAULT '{}',
  reply_to_message_id uuid,
  reply_to_sent_at timestamptz,
  script_id uuid,
  ai_generated boolean NOT NULL DEFAULT false,
  ai_confidence double precision CHECK (ai_confidence BETWEEN 0 AND 1),
  ai_sources jsonb,
  status text NOT NULL DEFAULT 'sent' CHECK (status IN
    ('received', 'queued', 'held', 'sent', 'delivered', 'read', 'failed', 'uncertain', 'cancelled')),
  external_message_id text,
  edited_at timestamptz,
  deleted_at timestamptz,
  sent_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, sent_at)
) PARTITION BY RANGE (sent_at);
CREATE INDEX messages_conversation ON messages (conversation_id, sent_at, id);
CREATE INDEX messages_customer ON messages (customer_id, sent_at DESC);
-- Stays empty: the insert's caller makes the month first.
CREATE TABLE messages_default PARTITION OF messages DEFAULT;

-- Makes the month that holds `at`, if it is not there. Runs as the owner, so that the application may own nothing.
-- ATTACH takes only SHARE UPDATE EXCLUSIVE on messages; the empty default partition is locked for the moment of the scan.
CREATE FUNCTION ensure_message_partition(at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  first_day date := date_trunc('month', at AT TIME ZONE 'UTC');
  next_day date := first_day + interval '1 month';
  partition_name text := 'messages_' || to_char(first_day, 'YYYY_MM');
  home text := (SELECT n.nspname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE p.proname = 'ensure_message_partition' LIMIT 1);
BEGIN
  IF first_day < date '2000-01-01' OR first_day > (now() + interval '400 days')::date THEN
    RAISE EXCEPTION 'no partition of messages for %', first_day USING ERRCODE = 'check_violation';
  END IF;
  IF to_regclass(format('%I.%I', home, partition_name)) IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('deskhand.messages.partition'));
  IF to_regclass(format('%I.%I', home, partition_name)) IS NOT NULL THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TABLE %I.%I (LIKE %I.messages INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', home, partition_name, home);
  EXECUTE format('ALTER TABLE %I.messages ATTACH PARTITION %I.%I FOR VALUES FROM (%L) TO (%L)', home, home, partition_name,
    first_day::text || ' 00:00:00+00', next_day::text || ' 00:00:00+00');
END $$;

-- The second guard against doubles, and how edits, deletes and replies find their message.
CREATE TABLE message_refs (
  channel_id uuid NOT NULL,
  external_message_id text NOT NULL CHECK (length(external_message_id) BETWEEN 1 AND 500),
  org_id uuid NOT NULL,
  message_id uuid NOT NULL,
  message_sent_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (channel_id, external_message_id)
);
CREATE INDEX message_refs_message ON message_refs (message_id);

-- Every wording of a message: version 1 is written with the first change, from messages.content. Insert only.
CREATE TABLE message_versions (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL,
  message_id uuid NOT NULL,
  message_sent_at timestamptz NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  kind text NOT NULL CHECK (kind IN ('original', 'edited', 'deleted')),
  content text,
  metadata jsonb NOT NULL DEFAULT '{}',
  -- Who changed it on the platform, and when they did.
  changed_by text,
  changed_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (message_id, version)
);

CREATE TABLE message_insights (
  message_id uuid PRIMARY KEY,
  message_sent_at timestamptz NOT NULL,
  org_id uuid NOT NULL,
  language text CHECK (language IN ('zh', 'en')),
  sentiment text CHECK (sentiment IN ('positive', 'neutral', 'negative')),
  intent text,
  keywords jsonb NOT NULL DEFAULT '[]',
  intent_signals jsonb NOT NULL DEFAULT '[]',
  risk_signals jsonb NOT NULL DEFAULT '[]',
  is_counter_question boolean NOT NULL DEFAULT false,
  quality_score integer CHECK (quality_score BETWEEN 1 AND 10),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE conversation_events (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  conversation_id uuid NOT NULL REFERENCES conversations (id),
  customer_id uuid REFERENCES customers (id),
  user_id uuid REFERENCES users (id),
  message_id uuid,
  message_sent_at timestamptz,
  event_type text NOT NULL CHECK (event_type IN
    ('counter_question', 'frame_output', 'rapport_building', 'push_action', 'quality_conversation', 'intent_signal',
     'risk_signal', 'opened', 'taken', 'released', 'assigned', 'resolved', 'reopened', 'handoff_requested',
     'answer_missing', 'unreadable_message', 'opted_out', 'opted_in', 'reply_held', 'reply_failed', 'rated',
     'customer_unreachable')),
  event_data jsonb NOT NULL DEFAULT '{}',
  impact_score integer,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX conversation_events_conversation ON conversation_events (conversation_id, created_at);
CREATE INDEX conversation_events_customer ON conversation_events (customer_id, created_at DESC);
CREATE INDEX conversation_events_type ON conversation_events (org_id, event_type, created_at DESC);

-- Everything that goes out, to customers and staff alike, in order per chat, with the act behind each send.
CREATE TABLE deliveries (
  id uuid PRIMARY KEY,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  channel_id uuid NOT NULL REFERENCES channels (id),
  -- The ordered unit at the platform.
  chat text NOT NULL,
  target jsonb NOT NULL,
  operation text NOT NULL DEFAULT 'send' CHECK (operation IN ('send', 'edit', 'delete')),
  audience text NOT NULL CHECK (audience IN ('customer', 'staff')),
  purpose text NOT NULL CHECK (purpose IN
    ('answer', 'reply', 'service', 'marketing', 'satisfaction', 'desk', 'alert', 'command')),
  conversation_id uuid REFERENCES conversations (id),
  customer_id uuid REFERENCES customers (id),
  message_id uuid,
  message_sent_at timestamptz,
  -- Long texts go out as several deliveries of one message.
  part integer NOT NULL DEFAULT 1 CHECK (part >= 1),
  parts integer NOT NULL DEFAULT 1 CHECK (parts >= part),
  content jsonb NOT NULL,
  buttons jsonb,
  files jsonb,
  reply_to text,
  respond_to jsonb,
  -- For edit and delete: which delivery's message it changes.
  of_delivery_id uuid REFERENCES deliveries (id),
  -- Who or what sent it and why: {"by": "bot" | "user" | "job", "userId"?, "command"?, "scriptId"?, "receipt"?}.
  act jsonb NOT NULL,
  status text NOT NULL DEFAULT 'queued' CHECK (status IN
    ('queued', 'sending', 'sent', 'failed', 'uncertain', 'held', 'cancelled')),
  attempts integer NOT NULL DEFAULT 0,
  first_attempt_at timestamptz,
  next_attempt_at timestamptz,
  external_message_id text,
  handle jsonb,
  error_code text,
  error_message text,
  sent_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX deliveries_open ON deliveries (channel_id, chat, seq) WHERE status IN ('queued', 'sending');
CREATE INDEX deliveries_conversation ON deliveries (conversation_id, seq);
CREATE INDEX deliveries_message ON deliveries (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX deliveries_external ON deliveries (channel_id, external_message_id) WHERE external_message_id IS NOT NULL;

-- What each automated answer was made from, so that it can be shown and replayed. Insert only.
CREATE TABLE answers (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  conversation_id uuid REFERENCES conversations (id),
  -- The customer's message, and ours, when one was written.
  question_message_id uuid,
  question_sent_at timestamptz,
  message_id uuid,
  message_sent_at timestamptz,
  question text NOT NULL,
  context jsonb NOT NULL DEFAULT '[]',
  language text CHECK (language IN ('zh', 'en')),
  outcome text NOT NULL CHECK (outcome IN ('answered', 'not_answered', 'held', 'small_talk')),
  mode text NOT NULL CHECK (mode IN ('approved', 'composed', 'none')),
  output text,
  confidence double precision CHECK (confidence BETWEEN 0 AND 1),
  threshold double precision,
  sources jsonb NOT NULL DEFAULT '[]',
  retrieved jsonb NOT NULL DEFAULT '[]',
  model text,
  prompt jsonb,
  model_output text,
  checks jsonb NOT NULL DEFAULT '{}',
  settings jsonb NOT NULL DEFAULT '{}',
  timings jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX answers_conversation ON answers (conversation_id, created_at);
CREATE INDEX answers_outcome ON answers (org_id, outcome, created_at DESC);
