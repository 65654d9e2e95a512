-- Why: the desk belongs to teams: each has its own places, hours, region, roster and the customers that rules give it.
-- Locks: ALTERs of small tables that only add columns without a default; the new index on desk_threads takes as long as
-- one scan of that table, during which desk threads can be read but not opened. Older code runs against it.

ALTER TABLE teams
  -- Null: as the organisation has it (organization.timezone, sla.working_hours, sla.holidays).
  ADD COLUMN timezone text,
  ADD COLUMN working_hours jsonb,
  ADD COLUMN holidays jsonb,
  -- Null: its customers' text may go anywhere. Else only to what is in this region, or where the customer consented.
  ADD COLUMN region text CHECK (region ~ '^[a-z][a-z0-9-]{0,19}$');

-- Where the platform behind a channel keeps what is shown there; null: unknown, and so outside every team's region.
ALTER TABLE channels ADD COLUMN region text CHECK (region ~ '^[a-z][a-z0-9-]{0,19}$');

-- Where a team is told of its conversations (several desks: the one with the fewest open conversations) and alerts.
CREATE TABLE team_places (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  team_id uuid NOT NULL REFERENCES teams (id),
  kind text NOT NULL CHECK (kind IN ('desk', 'alert')),
  channel_id uuid NOT NULL REFERENCES channels (id),
  chat_id text NOT NULL CHECK (length(chat_id) BETWEEN 1 AND 500),
  position integer NOT NULL CHECK (position >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (team_id, kind, channel_id, chat_id)
);
CREATE INDEX team_places_channel ON team_places (channel_id);

-- Which team a new conversation is for: the first in order whose conditions all hold. A condition that is null holds always.
CREATE TABLE team_rules (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  position integer NOT NULL CHECK (position >= 1),
  team_id uuid NOT NULL REFERENCES teams (id),
  channel_id uuid REFERENCES channels (id),
  language text CHECK (language IN ('zh', 'en')),
  country text,
  tier text CHECK (tier IN ('S', 'A', 'B', 'C')),
  intent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, position) DEFERRABLE INITIALLY DEFERRED
);

-- When members of a team work: on these weekdays (1 Monday to 7 Sunday) from one minute of the day to another in the
-- team's zone; past midnight where it ends before it begins. A row of an absence takes its hours away from the others.
CREATE TABLE duty_shifts (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  team_id uuid NOT NULL REFERENCES teams (id),
  user_id uuid NOT NULL REFERENCES users (id),
  kind text NOT NULL DEFAULT 'duty' CHECK (kind IN ('duty', 'absence')),
  weekdays integer[] NOT NULL CHECK (cardinality(weekdays) BETWEEN 1 AND 7),
  from_minute integer NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
  to_minute integer NOT NULL CHECK (to_minute BETWEEN 1 AND 1440 AND to_minute <> from_minute),
  first_date date,
  last_date date CHECK (last_date >= first_date),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX duty_shifts_team ON duty_shifts (org_id, team_id);

-- A consent to cross a border names who receives the text; it holds for nobody else.
ALTER TABLE consents ADD COLUMN recipient text CHECK (length(recipient) BETWEEN 1 AND 300);

-- A conversation that moves to another team's desk leaves its thread behind; one thread is where it is shown.
ALTER TABLE desk_threads ADD COLUMN moved_at timestamptz;
ALTER TABLE desk_threads DROP CONSTRAINT desk_threads_conversation_id_key;
CREATE UNIQUE INDEX desk_threads_conversation ON desk_threads (conversation_id) WHERE moved_at IS NULL;

ALTER TABLE conversation_events DROP CONSTRAINT conversation_events_event_type_check;
ALTER TABLE conversation_events ADD CONSTRAINT conversation_events_event_type_check CHECK (event_type IN
  ('counter_question', 'frame_output', 'rapport_building', 'push_action', 'quality_conversation', 'intent_signal',
   'risk_signal', 'opened', 'taken', 'released', 'assigned', 'resolved', 'reopened', 'queued', 'handoff_requested',
   'answer_missing', 'unreadable_message', 'opted_out', 'opted_in', 'reply_held', 'reply_failed', 'rated',
   'customer_unreachable', 'reply_released', 'reply_rejected', 'reply_expired', 'note_added', 'bot_mode',
   'team_moved')) NOT VALID;
