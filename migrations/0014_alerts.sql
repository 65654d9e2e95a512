-- Why: an alert goes to the next level when nobody answers, waits for the end of quiet hours, may stand for many of its
-- rule, and its card is changed wherever it was shown. Locks: ALTERs of alerts that only add columns, defaults without a
-- rewrite; the new index is built on a small table. Older code runs against the result.

ALTER TABLE alerts
  -- How many levels above the rule's own audience have been told.
  ADD COLUMN level integer NOT NULL DEFAULT 0,
  -- When the next level is told unless somebody answers; null when there is none.
  ADD COLUMN escalate_at timestamptz,
  -- Nothing is shown before: quiet hours.
  ADD COLUMN held_until timestamptz,
  -- Whom it is about, when that is a member of staff: they never see it.
  ADD COLUMN subject_user_id uuid REFERENCES users (id),
  -- The alert that stands for this one because too many of its rule came at once.
  ADD COLUMN storm_id uuid REFERENCES alerts (id),
  ADD COLUMN occurrences integer NOT NULL DEFAULT 1 CHECK (occurrences >= 1),
  ADD COLUMN last_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX alerts_kind ON alerts (org_id, kind, created_at DESC);

-- Where an alert is shown: one card a place or person, and what became of changing it.
CREATE TABLE alert_cards (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  alert_id uuid NOT NULL REFERENCES alerts (id),
  channel_id uuid NOT NULL REFERENCES channels (id),
  chat text NOT NULL,
  target jsonb NOT NULL,
  -- Null in a place where many read.
  user_id uuid REFERENCES users (id),
  delivery_id uuid NOT NULL REFERENCES deliveries (id),
  -- The latest change of it; null while it is as it was sent.
  edit_delivery_id uuid REFERENCES deliveries (id),
  -- The alert's updated_at that it shows.
  shows_at timestamptz NOT NULL,
  -- Set when another surface took its place, or none could.
  passed_on_at timestamptz,
  created_at timestamptz NOT NULL
);
CREATE INDEX alert_cards_alert ON alert_cards (alert_id);
CREATE INDEX alert_cards_new ON alert_cards (org_id, created_at) WHERE passed_on_at IS NULL;
