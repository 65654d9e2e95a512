-- Why: what the documents, pages, figures and jobs read large tables by. These indexes came with many features; here each is
-- built beside the work that goes on, so that an upgrade of a database with millions of rows stops nobody.
-- Locks: keeps nobody out. An index is built CONCURRENTLY, that of messages month by month; a CHECK that came NOT VALID is proved
-- under a lock that readers and writers do not meet. It waits for transactions that are open. Older code runs against the result.

-- Indexes of the documents that nothing of ours served. BRIN where rows come in order of time: it costs an insert nothing.
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_journey ON customers (org_id, journey_stage);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customer_journey_created ON customer_journey (org_id, created_at DESC);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS conversation_events_created ON conversation_events USING brin (created_at);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS messages_user ON messages (user_id, sent_at DESC) WHERE user_id IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS messages_sent ON messages USING brin (sent_at);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS message_insights_sentiment ON message_insights (org_id, sentiment, message_sent_at DESC)
  WHERE sentiment IS NOT NULL;

-- The search reads the organisation's messages backwards from now. Trigrams would not find a Chinese word of two characters.
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS messages_newest ON messages (org_id, sent_at DESC, id DESC);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS message_versions_newest ON message_versions (org_id, changed_at DESC);

-- A lead by the row of another system, and whose score still falls; customers who became part of another.
-- step
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS leads_external_ref ON leads (org_id, external_ref) WHERE external_ref IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS leads_decaying ON leads (org_id, id) WHERE score > 0;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_merged ON customers (merged_into) WHERE merged_into IS NOT NULL;

-- What figures of a day or a month look for.
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS conversations_resolved ON conversations (org_id, resolved_at) WHERE resolved_at IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS conversations_rated ON conversations (org_id, satisfaction_rated_at)
  WHERE satisfaction_rated_at IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customer_external_refs_opened ON customer_external_refs (org_id, account_opened_at)
  WHERE account_opened_at IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS withdrawals_processed ON withdrawals (org_id, processed_at) WHERE processed_at IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS funnel_bofu_vip ON funnel_bofu (org_id, vip_since) WHERE vip_since IS NOT NULL;

-- Where each endpoint of webhooks reads on.
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS outbox_events_org ON outbox_events (org_id, transaction_id, seq);

-- Every five minutes the funnel follows whoever something changed about.
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_updated ON customers (org_id, updated_at);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_contacted ON customers (org_id, last_contact_at);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS conversations_updated ON conversations (org_id, updated_at);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS conversations_spoken ON conversations (org_id, last_message_at);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS leads_updated ON leads (org_id, updated_at);

-- The digest counts a day's conversations, and what was sent in it.
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS conversations_created ON conversations (org_id, created_at);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS deliveries_created ON deliveries (org_id, created_at) WHERE audience = 'customer';

-- The alerts of a time, and those that a storm stands for.
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS alerts_created ON alerts (org_id, created_at);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS alerts_storm ON alerts (storm_id) WHERE storm_id IS NOT NULL;

-- A place at the desk that was asked for and is not open yet.
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS desk_threads_opening ON desk_threads (channel_id, chat_id, title) WHERE thread_id IS NULL;

-- What the back office reports twice counts once. About whom something was noted lately. Whom a customer brought.
-- step
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS customer_activities_recommendation ON customer_activities (org_id, (metadata ->> 'ref'))
  WHERE type = 'recommendation_followed';
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customer_activities_newest ON customer_activities (org_id, created_at);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_referrer ON customers (referrer_id) WHERE referrer_id IS NOT NULL;

-- A memory by the number that staff name it by, and those that were forgotten while a hold kept them.
-- step
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS memories_number ON memories (org_id, number) WHERE number IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS memories_forgotten ON memories (org_id) WHERE forgotten_at IS NOT NULL;

-- Who was told an entry is found by it.
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS answers_sources ON answers USING gin (sources jsonb_path_ops);

-- Rules of columns that were new.
-- step
ALTER TABLE leads VALIDATE CONSTRAINT leads_status_reason_check;
-- step
ALTER TABLE leads VALIDATE CONSTRAINT leads_external_ref_check;
-- step
ALTER TABLE customers VALIDATE CONSTRAINT customers_tier_reason_check;
