-- Why: a customer is told at once that their withdrawal has arrived, and it has to be settled by an instant that is fixed when it is asked for. The application may not change it
-- (migrations/access.sql), so that no setting or command delays one that was asked for already. What stood before this
-- gets the standard day. Locks: withdrawals, for as long as its rows take to be written again; the table is as new as the
-- feature. Older code runs against the result: the default is the standard day.
ALTER TABLE withdrawals
  ADD COLUMN due_at timestamptz,
  -- That the customer was told that it has arrived, and by which message; null where no chat of theirs is verified.
  ADD COLUMN acknowledged_at timestamptz,
  ADD COLUMN acknowledged_message_id uuid;
UPDATE withdrawals SET due_at = requested_at + interval '24 hours';
ALTER TABLE withdrawals ALTER COLUMN due_at SET DEFAULT now() + interval '24 hours';
ALTER TABLE withdrawals ALTER COLUMN due_at SET NOT NULL;

-- What is looked for every minute.
CREATE INDEX withdrawals_due ON withdrawals (org_id, due_at) WHERE status = 'pending';
