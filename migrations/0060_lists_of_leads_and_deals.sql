-- Why: other systems read leads and deals page by page, the newest first, of one status, stage or owner, and ask whose turn a
-- lead is: each is found by an index, however few there are of a kind and however long people have worked here. Locks: writers
-- of leads, deals and conversations wait while the indexes are built (about a second for some hundred thousand rows): make those of
-- conversations with CREATE INDEX CONCURRENTLY IF NOT EXISTS before, where that is too long. Older code runs against the result.

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

-- The same of conversations: when somebody took one last, and what they were offered and nobody has.
CREATE INDEX IF NOT EXISTS conversations_taken ON conversations (agent_id, taken_at DESC) WHERE taken_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS conversations_offered ON conversations (offered_to)
  WHERE agent_id IS NULL AND status IN ('pending', 'active');
