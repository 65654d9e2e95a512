-- Why: what brought a customer nearer or away is kept as dated facts in their timeline (an account, a group joined or left,
-- how the first look at them ended, a recommendation that the back office saw them follow), and the funnel, the scores and
-- the tier are worked out of those. Whoever sets a tier by hand is remembered, and why. Locks: one swapped CHECK (NOT VALID,
-- nothing is scanned), customers for a moment (columns without a rewrite), and the timeline while it gets two
-- indexes (some seconds for a million rows). Older code runs against the result.

ALTER TABLE customer_activities DROP CONSTRAINT customer_activities_type_check;
ALTER TABLE customer_activities ADD CONSTRAINT customer_activities_type_check CHECK (type IN
  ('stage_change', 'tag_change', 'note_added', 'deal_created', 'conversation_started', 'email_sent', 'call_made',
   'meeting', 'score_change', 'owner_change', 'consent_change', 'language_change', 'field_change', 'contact_change',
   'deal_change', 'blacklist_change', 'verification_change', 'account_opened', 'group_joined', 'group_left', 'screened',
   'recommendation_followed', 'tier_change', 'referrer_change', 'custom')) NOT VALID;

-- What the back office reports twice counts once.
CREATE UNIQUE INDEX customer_activities_recommendation ON customer_activities (org_id, (metadata ->> 'ref'))
  WHERE type = 'recommendation_followed';
-- About whom something was noted lately.
CREATE INDEX customer_activities_newest ON customer_activities (org_id, created_at);
-- Whom a customer brought.
CREATE INDEX customers_referrer ON customers (referrer_id) WHERE referrer_id IS NOT NULL;

ALTER TABLE customers
  -- {"at", "points", "reasons": [{"kind", "count", "points", "lastAt"}]}: what the tier is made of.
  ADD COLUMN tier_details jsonb NOT NULL DEFAULT '{}',
  -- A tier set by hand stays until it is given back to the rule.
  ADD COLUMN tier_set_by uuid REFERENCES users (id),
  ADD COLUMN tier_set_at timestamptz,
  ADD COLUMN tier_reason text CHECK (length(tier_reason) <= 500);
