-- Why: `deskhand verify` looks every night at what was worked since the night before: of receipts it needs those that ended
-- since then, and those that ended without saying when, of which there are none. A receipt enters the first index when it
-- ends, so that intake's own insert costs what it did.
-- Locks: keeps nobody out while the indexes are built. Older code runs against the result.
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS inbound_receipts_processed ON inbound_receipts (org_id, processed_at) WHERE processed_at IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS inbound_receipts_unfinished ON inbound_receipts (org_id) WHERE processed_at IS NULL AND status <> 'pending';
-- step
-- The night before's run, among all that was ever audited.
CREATE INDEX CONCURRENTLY IF NOT EXISTS audit_logs_verified ON audit_logs (org_id, created_at) WHERE action = 'verify.run';
