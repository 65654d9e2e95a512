-- Why: `deskhand verify` looks every night at what was worked since the night before: of receipts it needs those that ended
-- since then, and those that ended without saying when, of which there are none. A receipt enters the first index when it
-- ends, so that intake's own insert costs what it did.
-- Locks: writers of inbound_receipts, and so webhooks, and of audit_logs wait while the indexes are built (a second or two a million rows):
-- make them with CREATE INDEX CONCURRENTLY IF NOT EXISTS before, where that is too long. Older code runs against the result.

CREATE INDEX IF NOT EXISTS inbound_receipts_processed ON inbound_receipts (org_id, processed_at) WHERE processed_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS inbound_receipts_unfinished ON inbound_receipts (org_id) WHERE processed_at IS NULL AND status <> 'pending';

-- The night before's run, among all that was ever audited.
CREATE INDEX IF NOT EXISTS audit_logs_verified ON audit_logs (org_id, created_at) WHERE action = 'verify.run';
