-- Why: what staff show and learn, what is said to many by plan, what happens by itself after something else did, and the
-- two views in which it all comes together. Locks: a foreign key on leads (NOT VALID, nothing is scanned) and a looser
-- column of users, each for a moment. The new tables lock nothing. Indexes that the documents ask for on large tables are
-- made by 0062, which keeps nobody out. Older code runs against the result.

-- Pictures, videos and posts for staff to use.
CREATE TABLE materials (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  material_code text NOT NULL,
  type text NOT NULL CHECK (type IN ('image', 'video', 'text', 'mixed')),
  category text NOT NULL,
  subcategory text,
  title text,
  content text,
  media_url text,
  thumbnail_url text,
  caption text,
  hashtags jsonb NOT NULL DEFAULT '[]',
  purpose text,
  suitable_stages jsonb NOT NULL DEFAULT '[]' CHECK (suitable_stages <@ '["tofu", "mofu", "bofu", "vip"]'),
  views integer NOT NULL DEFAULT 0 CHECK (views >= 0),
  likes integer NOT NULL DEFAULT 0 CHECK (likes >= 0),
  comments integer NOT NULL DEFAULT 0 CHECK (comments >= 0),
  shares integer NOT NULL DEFAULT 0 CHECK (shares >= 0),
  published_count integer NOT NULL DEFAULT 0 CHECK (published_count >= 0),
  tags jsonb NOT NULL DEFAULT '[]',
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, material_code)
);
CREATE INDEX materials_category ON materials (org_id, category);
CREATE INDEX materials_type ON materials (org_id, type);

CREATE TABLE training_courses (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  title text NOT NULL,
  description text,
  course_type text NOT NULL CHECK (course_type IN ('start_7_days', 'growth_30_days', 'core_90_days')),
  level text CHECK (level IN ('newcomer', 'intermediate', 'advanced')),
  duration_days integer CHECK (duration_days > 0),
  content jsonb NOT NULL DEFAULT '{}',
  is_required boolean NOT NULL DEFAULT false,
  display_order integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX training_courses_order ON training_courses (org_id, display_order);

CREATE TABLE training_progress (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  user_id uuid NOT NULL REFERENCES users (id),
  course_id uuid NOT NULL REFERENCES training_courses (id),
  status text NOT NULL DEFAULT 'not_started' CHECK (status IN ('not_started', 'in_progress', 'completed', 'failed')),
  progress_percentage integer NOT NULL DEFAULT 0 CHECK (progress_percentage BETWEEN 0 AND 100),
  score numeric(5, 2) CHECK (score BETWEEN 0 AND 100),
  started_at timestamptz,
  completed_at timestamptz,
  UNIQUE (user_id, course_id)
);
CREATE INDEX training_progress_course ON training_progress (course_id);
CREATE INDEX training_progress_status ON training_progress (org_id, status);

CREATE TABLE campaigns (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  name text NOT NULL,
  description text,
  type text NOT NULL DEFAULT 'one_time' CHECK (type IN ('one_time', 'recurring', 'trigger_based')),
  -- Whom it is for, as conditions on customers; how many they were when it was last counted.
  target_segment jsonb NOT NULL DEFAULT '{}',
  target_count integer CHECK (target_count >= 0),
  content_template jsonb NOT NULL DEFAULT '{}',
  channel_type text,
  ab_test_enabled boolean NOT NULL DEFAULT false,
  ab_variants jsonb NOT NULL DEFAULT '[]',
  scheduled_at timestamptz,
  started_at timestamptz,
  completed_at timestamptz,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN
    ('draft', 'scheduled', 'running', 'paused', 'completed', 'cancelled')),
  stats jsonb NOT NULL DEFAULT '{"sent": 0, "delivered": 0, "opened": 0, "clicked": 0, "replied": 0, "converted": 0}',
  created_by uuid REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX campaigns_status ON campaigns (org_id, status, created_at DESC);
CREATE INDEX campaigns_due ON campaigns (scheduled_at) WHERE status = 'scheduled';

ALTER TABLE leads ADD CONSTRAINT leads_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns (id) NOT VALID;

CREATE TABLE campaign_executions (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  campaign_id uuid NOT NULL REFERENCES campaigns (id),
  customer_id uuid REFERENCES customers (id),
  variant text,
  channel_type text,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN
    ('pending', 'sent', 'delivered', 'opened', 'clicked', 'replied', 'failed')),
  sent_at timestamptz,
  delivered_at timestamptz,
  opened_at timestamptz,
  clicked_at timestamptz,
  replied_at timestamptz,
  error_message text,
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX campaign_executions_campaign ON campaign_executions (campaign_id, status);
CREATE INDEX campaign_executions_customer ON campaign_executions (customer_id);

CREATE TABLE workflows (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  name text NOT NULL,
  description text,
  definition jsonb NOT NULL DEFAULT '{"nodes": [], "edges": []}',
  trigger_type text NOT NULL DEFAULT 'manual' CHECK (trigger_type IN
    ('new_lead', 'tag_change', 'stage_change', 'schedule', 'webhook', 'manual')),
  trigger_config jsonb NOT NULL DEFAULT '{}',
  is_active boolean NOT NULL DEFAULT false,
  execution_count integer NOT NULL DEFAULT 0 CHECK (execution_count >= 0),
  last_executed_at timestamptz,
  created_by uuid REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX workflows_trigger ON workflows (org_id, trigger_type) WHERE is_active;

-- target_id is a lead's or a customer's, as target_type says, and so has no foreign key.
CREATE TABLE workflow_executions (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  workflow_id uuid NOT NULL REFERENCES workflows (id),
  target_type text NOT NULL CHECK (target_type IN ('lead', 'customer')),
  target_id uuid NOT NULL,
  status text NOT NULL DEFAULT 'running' CHECK (status IN
    ('running', 'waiting', 'completed', 'failed', 'cancelled')),
  current_node_id text,
  execution_log jsonb NOT NULL DEFAULT '[]',
  wait_until timestamptz,
  wait_condition jsonb,
  started_at timestamptz NOT NULL DEFAULT now(),
  completed_at timestamptz,
  error_message text
);
CREATE INDEX workflow_executions_workflow ON workflow_executions (workflow_id, status);
CREATE INDEX workflow_executions_waiting ON workflow_executions (status, wait_until) WHERE status = 'waiting';
CREATE INDEX workflow_executions_target ON workflow_executions (target_id);

-- The zone of an organisation's days (organization.timezone); UTC where it is not set or no zone. An abbreviation or offset
-- is no zone: PostgreSQL would take CST for Chicago and UTC+8 for eight hours behind.
CREATE FUNCTION organization_zone(organization uuid) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
  zone text := (SELECT value #>> '{}' FROM settings WHERE org_id = organization AND key = 'organization.timezone'
                AND jsonb_typeof(value) = 'string');
BEGIN
  IF zone IS NULL OR zone !~ '^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$'
    OR EXISTS (SELECT FROM pg_timezone_abbrevs WHERE abbrev = upper(zone)) THEN
    RETURN 'UTC';
  END IF;
  PERFORM now() AT TIME ZONE zone;
  RETURN zone;
EXCEPTION WHEN invalid_parameter_value THEN
  RETURN 'UTC';
END $$;

-- What an organisation's sums are in (organization.base_currency).
CREATE FUNCTION organization_currency(organization uuid) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT value #>> '{}' FROM settings WHERE org_id = organization AND key = 'organization.base_currency'
    AND jsonb_typeof(value) = 'string' AND value #>> '{}' ~ '^[A-Z][A-Z0-9]{2,9}$'), 'USD')
$$;

-- Every amount that really came in or went out, also in the base currency: at the last rate known on its day, each rounded
-- to two places, so that all sums agree. base_amount is null where there is no such rate.
CREATE VIEW v_settled_funds WITH (security_invoker = true) AS
WITH organization AS MATERIALIZED (
  SELECT id, organization_zone(id) AS zone, organization_currency(id) AS currency FROM organizations
), settled AS (
  SELECT org_id, customer_id, user_id, 'deposit' AS kind, amount, currency, deposited_at AS at
  FROM deposits WHERE status = 'confirmed'
  UNION ALL
  SELECT org_id, customer_id, user_id, 'withdrawal', amount, currency, processed_at
  FROM withdrawals WHERE status = 'confirmed'
)
SELECT s.*, (s.at AT TIME ZONE o.zone)::date AS day, o.currency AS base_currency,
  round(s.amount * CASE WHEN s.currency = o.currency THEN 1 ELSE r.rate END, 2) AS base_amount
FROM settled s
JOIN organization o ON o.id = s.org_id
LEFT JOIN LATERAL (
  SELECT rate FROM currency_rates
  WHERE org_id = s.org_id AND base_currency = o.currency AND currency = s.currency
    AND day <= (s.at AT TIME ZONE o.zone)::date
  ORDER BY day DESC LIMIT 1
) r ON true;

-- A customer in one row, whoever dealt with them and in whatever currencies. A sum is null while a rate for it is missing;
-- currencies_without_rate says which.
CREATE VIEW v_customer_overview WITH (security_invoker = true) AS
WITH organization AS MATERIALIZED (SELECT id, organization_currency(id) AS currency FROM organizations)
SELECT c.id, c.org_id, c.customer_code, c.name, c.status, c.tier, c.journey_stage, c.intention_score, c.engagement_score,
  coalesce(t.source_channel, c.source_channel) AS source_channel, t.stayed_in_group,
  m.total_conversations, m.high_quality_conversations, m.account_opened,
  o.currency AS base_currency, f.deposit_count, f.total_deposits, f.total_withdrawals,
  f.total_deposits - f.total_withdrawals AS net_deposit,
  CASE WHEN f.total_deposits > 0 AND f.total_withdrawals IS NOT NULL
    THEN least(100, round(f.total_withdrawals * 100 / f.total_deposits, 2))::numeric(5, 2) END AS withdrawal_rate,
  f.currencies_without_rate, b.is_vip, c.owner_id, u.name AS employee_name, u.employee_code, c.created_at, c.last_contact_at
FROM customers c
JOIN organization o ON o.id = c.org_id
LEFT JOIN users u ON u.id = c.owner_id
CROSS JOIN LATERAL (
  SELECT (array_agg(source_channel ORDER BY contact_date, created_at, id))[1] AS source_channel,
    coalesce(bool_or(stayed_in_group), false) AS stayed_in_group
  FROM funnel_tofu WHERE customer_id = c.id
) t
CROSS JOIN LATERAL (
  SELECT coalesce(sum(total_conversations), 0)::integer AS total_conversations,
    coalesce(sum(high_quality_conversations), 0)::integer AS high_quality_conversations,
    coalesce(bool_or(account_opened), false) AS account_opened
  FROM funnel_mofu WHERE customer_id = c.id
) m
CROSS JOIN LATERAL (SELECT coalesce(bool_or(is_vip), false) AS is_vip FROM funnel_bofu WHERE customer_id = c.id) b
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE kind = 'deposit')::integer AS deposit_count,
    CASE WHEN count(*) FILTER (WHERE kind = 'deposit' AND base_amount IS NULL) = 0
      THEN coalesce(sum(base_amount) FILTER (WHERE kind = 'deposit'), 0) END AS total_deposits,
    CASE WHEN count(*) FILTER (WHERE kind = 'withdrawal' AND base_amount IS NULL) = 0
      THEN coalesce(sum(base_amount) FILTER (WHERE kind = 'withdrawal'), 0) END AS total_withdrawals,
    coalesce(array_agg(DISTINCT currency ORDER BY currency) FILTER (WHERE base_amount IS NULL), '{}') AS currencies_without_rate
  FROM v_settled_funds WHERE customer_id = c.id
) f;

-- A member of staff by the customers who are theirs now. The sum is null while a rate is missing for one of them.
CREATE VIEW v_employee_performance WITH (security_invoker = true) AS
SELECT u.id, u.org_id, u.employee_code, u.name, u.level, u.department, p.total_customers, p.active_customers,
  organization_currency(u.org_id) AS base_currency, p.total_net_deposit, p.customers_without_rate, p.avg_withdrawal_rate,
  p.accounts_opened, p.first_deposits,
  coalesce(u.hired_at, (u.created_at AT TIME ZONE organization_zone(u.org_id))::date) AS hired_at
FROM users u
CROSS JOIN LATERAL (
  SELECT count(*)::integer AS total_customers, count(*) FILTER (WHERE status = 'active')::integer AS active_customers,
    CASE WHEN count(*) FILTER (WHERE net_deposit IS NULL) = 0 THEN coalesce(sum(net_deposit), 0) END AS total_net_deposit,
    count(*) FILTER (WHERE net_deposit IS NULL)::integer AS customers_without_rate,
    round(avg(withdrawal_rate), 2)::numeric(5, 2) AS avg_withdrawal_rate,
    count(*) FILTER (WHERE account_opened)::integer AS accounts_opened,
    count(*) FILTER (WHERE deposit_count > 0)::integer AS first_deposits
  FROM v_customer_overview WHERE owner_id = u.id
) p;

-- A copy of the view's figures, kept by a job: null while a rate is missing, and as large as they are. Nothing is rewritten.
ALTER TABLE users ALTER COLUMN total_net_deposit DROP NOT NULL, ALTER COLUMN total_net_deposit TYPE numeric;
