-- Why: the people who write to us, where they came from, what they allowed. Locks nothing that exists.

CREATE TABLE customers (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  customer_code text NOT NULL,
  type text NOT NULL DEFAULT 'individual' CHECK (type IN ('individual', 'enterprise')),
  name text NOT NULL,
  avatar_url text,
  gender text CHECK (gender IN ('male', 'female', 'unknown')),
  age integer CHECK (age BETWEEN 0 AND 150),
  age_range text,
  birth_date date,
  phone text,
  email text,
  wechat_id text,
  whatsapp_id text,
  telegram_id text,
  dingtalk_id text,
  country text,
  province text,
  city text,
  timezone text,
  -- JSON list of language names or codes, the best first.
  languages jsonb NOT NULL DEFAULT '[]',
  company_name text,
  company_credit_code text,
  company_industry text,
  company_size text,
  company_website text,
  company_address text,
  occupation text,
  industry text,
  income_range text,
  investment_experience text CHECK (investment_experience IN ('beginner', 'intermediate', 'advanced')),
  risk_preference text CHECK (risk_preference IN ('conservative', 'balanced', 'aggressive')),
  capital_range text,
  trading_platform text,
  interests jsonb NOT NULL DEFAULT '[]',
  personality_traits jsonb NOT NULL DEFAULT '[]',
  communication_style text,
  decision_style text,
  tier text NOT NULL DEFAULT 'C' CHECK (tier IN ('S', 'A', 'B', 'C')),
  persona_type text CHECK (persona_type IN ('growth_minded', 'responsible', 'future_minded')),
  score integer NOT NULL DEFAULT 0 CHECK (score BETWEEN 0 AND 100),
  score_details jsonb NOT NULL DEFAULT '{}',
  intention_score integer NOT NULL DEFAULT 0 CHECK (intention_score BETWEEN 0 AND 60),
  engagement_score integer NOT NULL DEFAULT 0 CHECK (engagement_score BETWEEN 0 AND 100),
  ltv_prediction numeric(12, 2),
  -- The sales life cycle, and the customer's journey.
  stage text NOT NULL DEFAULT 'potential' CHECK (stage IN
    ('potential', 'interested', 'opportunity', 'closed', 'repeat', 'lost')),
  stage_changed_at timestamptz,
  journey_stage text NOT NULL DEFAULT 'awareness' CHECK (journey_stage IN
    ('awareness', 'attention', 'trust', 'engage', 'action', 'subscribe', 'growth', 'loyal', 'advocate')),
  source_channel text,
  referrer_id uuid REFERENCES customers (id),
  owner_id uuid REFERENCES users (id),
  assigned_at timestamptz,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive', 'blacklist')),
  blacklist_reason text,
  risk_flags jsonb NOT NULL DEFAULT '[]',
  custom_fields jsonb NOT NULL DEFAULT '{}',
  stats jsonb NOT NULL DEFAULT '{}',
  last_contact_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, customer_code)
);
CREATE INDEX customers_stage ON customers (org_id, stage);
CREATE INDEX customers_score ON customers (org_id, score DESC);
CREATE INDEX customers_tier_journey ON customers (org_id, tier, journey_stage);
CREATE INDEX customers_intention ON customers (org_id, intention_score DESC);
CREATE INDEX customers_owner ON customers (owner_id, status);
CREATE INDEX customers_phone ON customers (org_id, phone) WHERE phone IS NOT NULL;
CREATE INDEX customers_wechat ON customers (org_id, wechat_id) WHERE wechat_id IS NOT NULL;
CREATE INDEX customers_created ON customers (org_id, created_at DESC);

-- One human, several apps. verified_* is set only by staff or the API: a chat account is not yet a client.
CREATE TABLE customer_identities (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  channel_id uuid NOT NULL REFERENCES channels (id),
  platform text NOT NULL,
  external_user_id text NOT NULL,
  customer_id uuid NOT NULL REFERENCES customers (id),
  display_name text,
  username text,
  language text,
  -- Set when the platform says that nothing can be sent any more (blocked, left); cleared when they write again.
  unreachable_at timestamptz,
  unreachable_reason text,
  verified_at timestamptz,
  verified_by uuid REFERENCES users (id),
  verified_how text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (channel_id, platform, external_user_id)
);
CREATE INDEX customer_identities_customer ON customer_identities (customer_id);

CREATE TABLE tags (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  name text NOT NULL,
  category text NOT NULL DEFAULT 'custom' CHECK (category IN
    ('source', 'behavior', 'value', 'stage', 'need', 'tier', 'intention', 'risk', 'custom')),
  color text NOT NULL DEFAULT '#808080',
  icon text,
  description text,
  is_system boolean NOT NULL DEFAULT false,
  display_order integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, name)
);
CREATE INDEX tags_category ON tags (org_id, category);

CREATE TABLE customer_tags (
  customer_id uuid NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  tag_id uuid NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
  org_id uuid NOT NULL REFERENCES organizations (id),
  tagged_by uuid REFERENCES users (id),
  tagged_at timestamptz NOT NULL DEFAULT now(),
  is_auto boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (customer_id, tag_id)
);
CREATE INDEX customer_tags_tag ON customer_tags (tag_id);

CREATE TABLE customer_activities (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  customer_id uuid NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  user_id uuid REFERENCES users (id),
  type text NOT NULL CHECK (type IN
    ('stage_change', 'tag_change', 'note_added', 'deal_created', 'conversation_started', 'email_sent', 'call_made',
     'meeting', 'score_change', 'owner_change', 'consent_change', 'custom')),
  title text,
  description text,
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX customer_activities_customer ON customer_activities (customer_id, created_at DESC);

CREATE TABLE customer_journey (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  customer_id uuid NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  from_stage text NOT NULL,
  to_stage text NOT NULL,
  duration_days integer,
  trigger_event text,
  notes text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX customer_journey_customer ON customer_journey (customer_id, created_at);
CREATE INDEX customer_journey_stage ON customer_journey (org_id, to_stage, created_at);

-- What a person allowed or withdrew, and in which words: insert only, the newest row of a kind counts.
CREATE TABLE consents (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  customer_id uuid NOT NULL REFERENCES customers (id),
  kind text NOT NULL CHECK (kind IN ('marketing', 'recording', 'cross_border', 'data_processing')),
  state text NOT NULL CHECK (state IN ('granted', 'withdrawn')),
  channel_id uuid REFERENCES channels (id),
  message_id uuid,
  message_sent_at timestamptz,
  -- The customer's own words, or the form's name.
  source text,
  user_id uuid REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX consents_customer ON consents (customer_id, kind, created_at DESC, id DESC);

CREATE TABLE leads (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  channel_id uuid REFERENCES channels (id),
  source_platform text,
  source_detail text,
  campaign_id uuid,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  utm_content text,
  utm_term text,
  contact_name text,
  contact_phone text,
  contact_wechat text,
  contact_email text,
  contact_dingtalk text,
  company_name text,
  company_industry text,
  company_size text,
  province text,
  city text,
  district text,
  score integer NOT NULL DEFAULT 0 CHECK (score BETWEEN 0 AND 100),
  score_details jsonb NOT NULL DEFAULT '{}',
  ai_analysis jsonb NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'contacted', 'qualified', 'converted', 'lost')),
  assigned_to uuid REFERENCES users (id),
  assigned_at timestamptz,
  raw_data jsonb NOT NULL DEFAULT '{}',
  -- Set at the first message; conversion is status and converted_at alone.
  customer_id uuid REFERENCES customers (id),
  converted_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX leads_status ON leads (org_id, status);
CREATE INDEX leads_score ON leads (org_id, score DESC);
CREATE INDEX leads_assigned ON leads (assigned_to) WHERE assigned_to IS NOT NULL;
CREATE INDEX leads_phone ON leads (org_id, contact_phone) WHERE contact_phone IS NOT NULL;
CREATE INDEX leads_created ON leads (org_id, created_at DESC);
CREATE INDEX leads_customer ON leads (customer_id) WHERE customer_id IS NOT NULL;

CREATE TABLE lead_activities (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  lead_id uuid NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  type text NOT NULL CHECK (type IN
    ('page_view', 'form_submit', 'chat_start', 'email_open', 'link_click', 'download', 'event_attend', 'call')),
  description text,
  metadata jsonb NOT NULL DEFAULT '{}',
  score_impact integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX lead_activities_lead ON lead_activities (lead_id, created_at DESC);
