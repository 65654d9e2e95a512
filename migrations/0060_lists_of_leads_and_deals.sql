-- Why: other systems read leads and deals page by page, the newest first, of one status, stage or owner: each page is found by an
-- index, however few there are of a kind. Locks: writers of leads and deals wait while the indexes are built (a second for a
-- hundred thousand rows). Older code runs against the result.

CREATE INDEX leads_status_newest ON leads (org_id, status, number DESC);
CREATE INDEX leads_owner_newest ON leads (org_id, assigned_to, number DESC);
-- Its columns lead the first.
DROP INDEX leads_status;
-- Whose turn a lead is follows from what each person on shift has open and got last.
CREATE INDEX leads_owner_open ON leads (org_id, assigned_to) WHERE status IN ('new', 'contacted');
CREATE INDEX leads_owner_last ON leads (org_id, assigned_to, assigned_at DESC);

CREATE INDEX deals_newest ON deals (org_id, created_at DESC, id DESC);
CREATE INDEX deals_stage_newest ON deals (org_id, stage, created_at DESC, id DESC);
CREATE INDEX deals_owner_newest ON deals (org_id, owner_id, created_at DESC, id DESC);
DROP INDEX deals_stage;
