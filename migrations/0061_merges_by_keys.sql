-- Why: another system may say that two customers are one person, and that they are not: the merge names the key that it came with.
-- And what a merge moves is found by an index in every table. Locks: customer_merges for a moment, while its rows are looked at
-- once (a row a merge); writers of script_uses and alerts while each gets its index (a second or so a hundred thousand rows).
-- Older code runs against the result: it names a person.

ALTER TABLE customer_merges
  ALTER COLUMN merged_by DROP NOT NULL,
  ADD COLUMN merged_by_key uuid REFERENCES api_keys (id),
  ADD COLUMN undone_by_key uuid REFERENCES api_keys (id),
  DROP CONSTRAINT customer_merges_check1,
  ADD CONSTRAINT customer_merges_merged_by_one CHECK (num_nonnulls(merged_by, merged_by_key) = 1),
  ADD CONSTRAINT customer_merges_undone_by_one
    CHECK (num_nonnulls(undone_by, undone_by_key) = CASE WHEN undone_at IS NULL THEN 0 ELSE 1 END);

CREATE INDEX IF NOT EXISTS script_uses_customer ON script_uses (customer_id);
CREATE INDEX IF NOT EXISTS alerts_customer ON alerts (customer_id) WHERE customer_id IS NOT NULL;
