-- Why: what a colleague should not have said to a customer (promises, pressure, a private channel) is kept with the reply
-- in message_insights.risk_signals, and a job looks each minute for what compliance was not told of yet. The index holds
-- those replies alone (only replies have a quality score); they had no risks before, so it begins empty. Locks: writers of
-- message_insights wait while the table is read once; make the index with CREATE INDEX CONCURRENTLY IF NOT EXISTS before,
-- where that is too long. Older code runs against the result.
CREATE INDEX IF NOT EXISTS message_insights_staff_risks ON message_insights (org_id, message_sent_at)
  WHERE quality_score IS NOT NULL AND risk_signals <> '[]';
