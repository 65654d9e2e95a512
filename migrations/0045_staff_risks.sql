-- Why: what a colleague should not have said to a customer (promises, pressure, a private channel) is kept with the reply
-- in message_insights.risk_signals, and a job looks each minute for what compliance was not told of yet. The index holds
-- those replies alone (only replies have a quality score); they had no risks before, so it begins empty. Locks: keeps nobody
-- out while the table is read. Older code runs against the result.
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS message_insights_staff_risks ON message_insights (org_id, message_sent_at)
  WHERE quality_score IS NOT NULL AND risk_signals <> '[]';
