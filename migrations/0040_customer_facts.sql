-- Why: what brought a customer nearer or away is kept as dated facts in their timeline (an account, a group joined or left,
-- how the first look at them ended, a recommendation that the back office saw them follow), and the funnel, the scores and
-- the tier are worked out of those. Whoever sets a tier by hand is remembered, and why. Locks: one swapped CHECK (NOT VALID,
-- nothing is scanned) and customers for a moment (columns without a rewrite, a CHECK that is NOT VALID). The indexes of both
-- are made by 0062. Older code runs against the result.

ALTER TABLE customer_activities DROP CONSTRAINT customer_activities_type_check;
ALTER TABLE customer_activities ADD CONSTRAINT customer_activities_type_check CHECK (type IN
  ('stage_change', 'tag_change', 'note_added', 'deal_created', 'conversation_started', 'email_sent', 'call_made',
   'meeting', 'score_change', 'owner_change', 'consent_change', 'language_change', 'field_change', 'contact_change',
   'deal_change', 'blacklist_change', 'verification_change', 'account_opened', 'group_joined', 'group_left', 'screened',
   'recommendation_followed', 'tier_change', 'referrer_change', 'custom')) NOT VALID;

ALTER TABLE customers
  -- {"at", "points", "reasons": [{"kind", "count", "points", "lastAt"}]}: what the tier is made of.
  ADD COLUMN tier_details jsonb NOT NULL DEFAULT '{}',
  -- A tier set by hand stays until it is given back to the rule.
  ADD COLUMN tier_set_by uuid REFERENCES users (id),
  ADD COLUMN tier_set_at timestamptz,
  ADD COLUMN tier_reason text,
  ADD CONSTRAINT customers_tier_reason_check CHECK (length(tier_reason) <= 500) NOT VALID;
