-- Why: a job that read a place of a gap may run again, where the queue could not write down that it was done. Counted twice,
-- the last place went unread. Locks channels' gaps for the moment in which the reference is made. Older code runs against the
-- result, and counts as before.

-- Rows of gaps that are being caught up; they go with the last place.
CREATE TABLE catch_up_places (
  gap_id uuid NOT NULL REFERENCES channel_gaps (id),
  -- Chat, thread and page; empty for the look at where there is something to read.
  place text NOT NULL,
  org_id uuid NOT NULL REFERENCES organizations (id),
  read_at timestamptz,
  PRIMARY KEY (gap_id, place)
);
