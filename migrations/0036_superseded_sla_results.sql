-- Why: a promise was counted as kept by a reply that the customer never got. A row now names the reply that ended its wait,
-- and when that reply turns out not to have arrived the row is marked and no longer counts; it stays, since it is what was
-- known then. Locks: two columns without a default, for a moment. Older code runs against it and leaves both empty.

ALTER TABLE sla_results
  -- The reply that ended the wait; null for a resolution, a release, and rows from before this column.
  ADD COLUMN message_id uuid,
  -- From then on it does not count: the reply did not reach the customer.
  ADD COLUMN superseded_at timestamptz;
