-- Why: another system may say that two customers are one person, and that they are not: the merge names the key that it came with.
-- And what a merge moves is found by an index in every table.
-- Locks: customer_merges for a moment; its rows are looked at, and each index is built, under a lock that readers and writers do
-- not meet. It waits for transactions that are open. Older code runs against the result: it names a person.

-- step
ALTER TABLE customer_merges
  ALTER COLUMN merged_by DROP NOT NULL,
  ADD COLUMN IF NOT EXISTS merged_by_key uuid REFERENCES api_keys (id),
  ADD COLUMN IF NOT EXISTS undone_by_key uuid REFERENCES api_keys (id),
  DROP CONSTRAINT IF EXISTS customer_merges_check1,
  DROP CONSTRAINT IF EXISTS customer_merges_merged_by_one,
  DROP CONSTRAINT IF EXISTS customer_merges_undone_by_one,
  ADD CONSTRAINT customer_merges_merged_by_one CHECK (num_nonnulls(merged_by, merged_by_key) = 1) NOT VALID,
  ADD CONSTRAINT customer_merges_undone_by_one
    CHECK (num_nonnulls(undone_by, undone_by_key) = CASE WHEN undone_at IS NULL THEN 0 ELSE 1 END) NOT VALID;
-- step
ALTER TABLE customer_merges VALIDATE CONSTRAINT customer_merges_merged_by_one;
-- step
ALTER TABLE customer_merges VALIDATE CONSTRAINT customer_merges_undone_by_one;

-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS script_uses_customer ON script_uses (customer_id);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS alerts_customer ON alerts (customer_id) WHERE customer_id IS NOT NULL;
