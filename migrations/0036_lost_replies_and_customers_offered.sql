-- Why: a promise was counted as kept by a reply that the customer never got. A row now names the reply that ended its wait,
-- and when that reply turns out not to have arrived the row is marked and no longer counts; it stays, since it is what was
-- known then. And whoever leaves with nothing open can offer their customers alone. Locks: two columns without a default,
-- for a moment, and a new table. Older code runs against it and leaves both columns empty.

ALTER TABLE sla_results
  -- The reply that ended the wait; null for a resolution, a release, and rows from before this column.
  ADD COLUMN message_id uuid,
  -- From then on it does not count: the reply did not reach the customer.
  ADD COLUMN superseded_at timestamptz;

-- Customers of whom no conversation is open, offered to a colleague or a team. Until somebody accepts they stay the giver's.
CREATE TABLE customer_handovers (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  from_user_id uuid NOT NULL REFERENCES users (id),
  to_user_id uuid REFERENCES users (id),
  to_team_id uuid REFERENCES teams (id),
  note text,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'accepted', 'declined', 'expired', 'withdrawn')),
  expires_at timestamptz NOT NULL,
  answered_by uuid REFERENCES users (id),
  answered_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (num_nonnulls(to_user_id, to_team_id) = 1)
);
-- Everybody offers theirs once at a time.
CREATE UNIQUE INDEX customer_handovers_open ON customer_handovers (from_user_id) WHERE status = 'open';
CREATE INDEX customer_handovers_due ON customer_handovers (expires_at) WHERE status = 'open';
