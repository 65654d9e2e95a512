-- Why: what staff show and learn, what is said to many by plan, and what happens by itself after something else did.
-- Locks: a foreign key on leads (NOT VALID, nothing is scanned), for a moment; the new tables lock nothing. Older code runs
-- against the result.

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
