-- Why: whom to talk to at a customer, what they buy, pay in and take out, and the funnel and figures made of that. Locks
-- nothing that exists. Older code runs against the result.
--
-- An amount is `numeric` without a fixed scale, so that it is kept as it was given or refused, never rounded (dollars have
-- two places, tether six, bitcoin eight), and never without its currency: an ISO 4217 code or a coin's.

-- The people to talk to at a customer that is a company.
CREATE TABLE customer_contacts (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  customer_id uuid NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  name text NOT NULL,
  title text,
  role text CHECK (role IN ('decision_maker', 'influencer', 'user', 'other')),
  phone text,
  wechat_id text,
  email text,
  is_primary boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX customer_contacts_customer ON customer_contacts (customer_id);
CREATE UNIQUE INDEX customer_contacts_primary ON customer_contacts (customer_id) WHERE is_primary;

-- Beyond the documents: the numbers that the back office knows a customer by, so that what it reports finds them.
CREATE TABLE customer_external_refs (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  customer_id uuid NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  -- Which system's number it is, as the organisation calls that system.
  system text NOT NULL CHECK (system ~ '^[a-z][a-z0-9_-]{0,39}$'),
  external_ref text NOT NULL CHECK (length(external_ref) BETWEEN 1 AND 200),
  -- Null: the system itself, over the API.
  added_by uuid REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, system, external_ref)
);
CREATE INDEX customer_external_refs_customer ON customer_external_refs (customer_id);

CREATE TABLE deals (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  customer_id uuid NOT NULL REFERENCES customers (id),
  title text NOT NULL,
  -- What it is thought to be worth; null while nobody has said.
  amount numeric CHECK (amount >= 0 AND amount < 1e13 AND scale(amount) <= 8),
  currency text CHECK (currency ~ '^[A-Z][A-Z0-9]{2,9}$'),
  stage text NOT NULL DEFAULT 'initial' CHECK (stage IN
    ('initial', 'needs_confirmed', 'proposal', 'negotiation', 'won', 'lost')),
  probability integer NOT NULL DEFAULT 20 CHECK (probability BETWEEN 0 AND 100),
  expected_close_date date,
  actual_close_date date,
  owner_id uuid REFERENCES users (id),
  products jsonb NOT NULL DEFAULT '[]',
  competitors jsonb NOT NULL DEFAULT '[]',
  loss_reason text,
  notes text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (amount IS NULL OR currency IS NOT NULL)
);
CREATE INDEX deals_stage ON deals (org_id, stage);
CREATE INDEX deals_customer ON deals (customer_id);
CREATE INDEX deals_owner ON deals (owner_id);

-- user_id is whose the customer was; null when nobody's, or when the back office did not say.
CREATE TABLE deposits (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  deposit_code text NOT NULL,
  -- The back office's own number for it: reporting it twice records it once.
  external_ref text CHECK (length(external_ref) BETWEEN 1 AND 200),
  customer_id uuid NOT NULL REFERENCES customers (id),
  user_id uuid REFERENCES users (id),
  amount numeric NOT NULL CHECK (amount > 0 AND amount < 1e13 AND scale(amount) <= 8),
  currency text NOT NULL CHECK (currency ~ '^[A-Z][A-Z0-9]{2,9}$'),
  deposit_type text NOT NULL CHECK (deposit_type IN ('first', 'repeat', 'large')),
  platform text,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'confirmed', 'failed')),
  notes text,
  deposited_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, deposit_code),
  UNIQUE (org_id, external_ref),
  CHECK (status <> 'confirmed' OR confirmed_at IS NOT NULL)
);
CREATE INDEX deposits_customer ON deposits (customer_id, deposited_at);
CREATE INDEX deposits_user ON deposits (user_id, deposited_at DESC);
CREATE INDEX deposits_at ON deposits (org_id, deposited_at DESC);
CREATE INDEX deposits_type ON deposits (org_id, deposit_type, deposited_at DESC);
CREATE INDEX deposits_pending ON deposits (org_id, deposited_at) WHERE status = 'pending';

CREATE TABLE withdrawals (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  withdrawal_code text NOT NULL,
  external_ref text CHECK (length(external_ref) BETWEEN 1 AND 200),
  customer_id uuid NOT NULL REFERENCES customers (id),
  user_id uuid REFERENCES users (id),
  amount numeric NOT NULL CHECK (amount > 0 AND amount < 1e13 AND scale(amount) <= 8),
  currency text NOT NULL CHECK (currency ~ '^[A-Z][A-Z0-9]{2,9}$'),
  reason text CHECK (reason IN ('profit_taking', 'panic_exit', 'needs_funds', 'other')),
  risk_level text CHECK (risk_level IN ('low', 'medium', 'high')),
  -- A record of a conversation held; it changes nothing about the request.
  retention_action text,
  retention_success boolean,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'confirmed', 'failed')),
  requested_at timestamptz NOT NULL,
  -- When the money left, or it was clear that it would not.
  processed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, withdrawal_code),
  UNIQUE (org_id, external_ref),
  CHECK (status = 'pending' OR processed_at IS NOT NULL)
);
CREATE INDEX withdrawals_customer ON withdrawals (customer_id, requested_at);
CREATE INDEX withdrawals_user ON withdrawals (user_id, requested_at DESC);
CREATE INDEX withdrawals_at ON withdrawals (org_id, requested_at DESC);
CREATE INDEX withdrawals_risk ON withdrawals (org_id, risk_level, requested_at DESC);
CREATE INDEX withdrawals_pending ON withdrawals (org_id, requested_at) WHERE status = 'pending';

-- Beyond the documents: what one unit of a currency was worth in the organisation's base currency on a day (of its zone).
-- Sums over several currencies need it, and the day's rate keeps the sums of last year what they were. The base currency
-- stands in each row, so that changing the setting never reads old rates as rates to the new one.
CREATE TABLE currency_rates (
  org_id uuid NOT NULL REFERENCES organizations (id),
  base_currency text NOT NULL CHECK (base_currency ~ '^[A-Z][A-Z0-9]{2,9}$'),
  currency text NOT NULL CHECK (currency ~ '^[A-Z][A-Z0-9]{2,9}$'),
  day date NOT NULL,
  rate numeric NOT NULL CHECK (rate > 0 AND rate < 1e12 AND scale(rate) <= 12),
  -- Null: from the API or an import.
  set_by uuid REFERENCES users (id),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, base_currency, currency, day),
  CHECK (currency <> base_currency)
);

-- One row a customer and member of staff; user_id is null until somebody has the customer. All three follow from events.
CREATE TABLE funnel_tofu (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  customer_id uuid NOT NULL REFERENCES customers (id),
  user_id uuid REFERENCES users (id),
  contact_date date NOT NULL,
  source_channel text NOT NULL,
  source_detail text,
  joined_group boolean NOT NULL DEFAULT false,
  group_name text,
  joined_at timestamptz,
  stayed_in_group boolean NOT NULL DEFAULT false,
  left_group_at timestamptz,
  leave_reason text,
  screening_result text CHECK (screening_result IN ('passed', 'rejected')),
  screening_reason text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (customer_id, user_id)
);
CREATE INDEX funnel_tofu_user ON funnel_tofu (user_id, contact_date);
CREATE INDEX funnel_tofu_date ON funnel_tofu (org_id, contact_date);
CREATE INDEX funnel_tofu_source ON funnel_tofu (org_id, source_channel, contact_date);

CREATE TABLE funnel_mofu (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  customer_id uuid NOT NULL REFERENCES customers (id),
  user_id uuid REFERENCES users (id),
  total_conversations integer NOT NULL DEFAULT 0 CHECK (total_conversations >= 0),
  high_quality_conversations integer NOT NULL DEFAULT 0 CHECK (high_quality_conversations >= 0),
  counter_question_count integer NOT NULL DEFAULT 0 CHECK (counter_question_count >= 0),
  followed_recommendations boolean NOT NULL DEFAULT false,
  follow_count integer NOT NULL DEFAULT 0 CHECK (follow_count >= 0),
  account_opened boolean NOT NULL DEFAULT false,
  account_platform text,
  opened_at timestamptz,
  days_to_open integer CHECK (days_to_open >= 0),
  intention_score integer NOT NULL DEFAULT 0 CHECK (intention_score BETWEEN 0 AND 60),
  engagement_score integer NOT NULL DEFAULT 0 CHECK (engagement_score BETWEEN 0 AND 100),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (customer_id, user_id)
);
CREATE INDEX funnel_mofu_user ON funnel_mofu (user_id);
CREATE INDEX funnel_mofu_opened ON funnel_mofu (org_id, account_opened, opened_at);

-- All amounts of a row are in its currency.
CREATE TABLE funnel_bofu (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  customer_id uuid NOT NULL REFERENCES customers (id),
  user_id uuid REFERENCES users (id),
  currency text NOT NULL CHECK (currency ~ '^[A-Z][A-Z0-9]{2,9}$'),
  total_deposits numeric NOT NULL DEFAULT 0 CHECK (total_deposits >= 0),
  total_withdrawals numeric NOT NULL DEFAULT 0 CHECK (total_withdrawals >= 0),
  net_deposit numeric NOT NULL GENERATED ALWAYS AS (total_deposits - total_withdrawals) STORED,
  deposit_count integer NOT NULL DEFAULT 0 CHECK (deposit_count >= 0),
  withdrawal_count integer NOT NULL DEFAULT 0 CHECK (withdrawal_count >= 0),
  first_deposit_amount numeric CHECK (first_deposit_amount > 0),
  first_deposit_at timestamptz,
  days_to_first_deposit integer CHECK (days_to_first_deposit >= 0),
  max_deposit_amount numeric CHECK (max_deposit_amount > 0),
  -- Per cent of what came in; 100 also where more went out than came in.
  withdrawal_rate numeric(5, 2) NOT NULL DEFAULT 0 CHECK (withdrawal_rate BETWEEN 0 AND 100),
  is_vip boolean NOT NULL DEFAULT false,
  vip_since timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (customer_id, user_id, currency)
);
CREATE INDEX funnel_bofu_user ON funnel_bofu (user_id);
CREATE INDEX funnel_bofu_net ON funnel_bofu (org_id, net_deposit DESC);

-- What a member of staff did on a day of the organisation's zone; the amounts are in the row's currency, the base currency
-- of that day.
CREATE TABLE employee_kpis (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  user_id uuid NOT NULL REFERENCES users (id),
  date date NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z][A-Z0-9]{2,9}$'),
  tofu_contacts integer NOT NULL DEFAULT 0 CHECK (tofu_contacts >= 0),
  tofu_retained integer NOT NULL DEFAULT 0 CHECK (tofu_retained >= 0),
  tofu_retention_rate numeric(5, 2) CHECK (tofu_retention_rate BETWEEN 0 AND 100),
  mofu_quality_conversations integer NOT NULL DEFAULT 0 CHECK (mofu_quality_conversations >= 0),
  mofu_counter_question_count integer NOT NULL DEFAULT 0 CHECK (mofu_counter_question_count >= 0),
  mofu_accounts_opened integer NOT NULL DEFAULT 0 CHECK (mofu_accounts_opened >= 0),
  bofu_deposits_count integer NOT NULL DEFAULT 0 CHECK (bofu_deposits_count >= 0),
  bofu_deposit_amount numeric NOT NULL DEFAULT 0 CHECK (bofu_deposit_amount >= 0),
  bofu_withdrawal_amount numeric NOT NULL DEFAULT 0 CHECK (bofu_withdrawal_amount >= 0),
  bofu_net_deposit numeric NOT NULL GENERATED ALWAYS AS (bofu_deposit_amount - bofu_withdrawal_amount) STORED,
  bofu_withdrawal_rate numeric(5, 2) CHECK (bofu_withdrawal_rate BETWEEN 0 AND 100),
  overall_score numeric(5, 2) CHECK (overall_score BETWEEN 0 AND 100),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (user_id, date)
);
CREATE INDEX employee_kpis_date ON employee_kpis (org_id, date DESC, user_id);
