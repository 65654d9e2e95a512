-- Why: other systems read leads and deals page by page, the newest first, of one status, stage or owner, and ask whose turn a
-- lead is: each is found by an index, however few there are of a kind and however long people have worked here.
-- Locks: keeps nobody out, each index is built CONCURRENTLY; what another index has taken the place of goes in a moment. It waits
-- for transactions that are open. Older code runs against the result.

-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS leads_status_newest ON leads (org_id, status, number DESC);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS leads_owner_newest ON leads (org_id, assigned_to, number DESC);
-- Its columns lead the first.
-- step
DROP INDEX CONCURRENTLY IF EXISTS leads_status;
-- Whose turn a lead is follows from what each person on shift has open and got last.
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS leads_owner_open ON leads (org_id, assigned_to) WHERE status IN ('new', 'contacted');
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS leads_owner_last ON leads (org_id, assigned_to, assigned_at DESC);

-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS deals_newest ON deals (org_id, created_at DESC, id DESC);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS deals_stage_newest ON deals (org_id, stage, created_at DESC, id DESC);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS deals_owner_newest ON deals (org_id, owner_id, created_at DESC, id DESC);
-- step
DROP INDEX CONCURRENTLY IF EXISTS deals_stage;

-- The same of conversations: when somebody took one last, and what they were offered and nobody has.
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS conversations_taken ON conversations (agent_id, taken_at DESC) WHERE taken_at IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS conversations_offered ON conversations (offered_to)
  WHERE agent_id IS NULL AND status IN ('pending', 'active');
