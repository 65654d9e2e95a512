-- Why: a person's file goes to a customer after somebody else has released it: an approval of a kind of its own. Locks: one
-- swapped CHECK (NOT VALID, nothing is scanned) and indexes on a small table. Older code runs against the result: it leaves
-- files that wait to whoever knows them.

ALTER TABLE approvals DROP CONSTRAINT approvals_kind_check;
ALTER TABLE approvals ADD CONSTRAINT approvals_kind_check
  CHECK (kind IN ('claim', 'script', 'campaign', 'knowledge', 'file')) NOT VALID;

-- What nobody has decided on in time is looked for every minute.
DROP INDEX approvals_claims;
CREATE INDEX approvals_held ON approvals (created_at) WHERE status = 'pending' AND kind IN ('claim', 'file');

-- Whether a file was released lately, and what became of the one that was asked for.
CREATE INDEX approvals_files ON approvals (org_id, decided_at) WHERE kind = 'file';
