-- Why: organisations and the people who work in them. Locks nothing that exists. Keys are UUIDv7 made by the application.
-- Text is `text` with CHECKs; lengths are bounded where input enters. Every business table carries org_id.

CREATE TABLE organizations (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  name text NOT NULL,
  logo_url text,
  plan text NOT NULL DEFAULT 'free' CHECK (plan IN ('free', 'pro', 'enterprise')),
  settings jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  employee_code text NOT NULL,
  username text,
  email text NOT NULL CHECK (email = lower(email)),
  phone text,
  -- Stays null until there is a web login.
  password_hash text,
  name text NOT NULL,
  avatar_url text,
  role text NOT NULL DEFAULT 'agent' CHECK (role IN
    ('super_admin', 'admin', 'manager', 'team_lead', 'agent', 'sales', 'trainer', 'compliance', 'readonly')),
  department text CHECK (department IN ('tofu', 'mofu', 'bofu', 'vip', 'training')),
  level text NOT NULL DEFAULT 'newcomer' CHECK (level IN
    ('newcomer', 'member', 'a_executor', 'elite', 'expert', 'supervisor')),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive', 'suspended')),
  language text CHECK (language IN ('zh', 'en')),
  timezone text,
  -- Derived, kept right by jobs.
  total_customers integer NOT NULL DEFAULT 0,
  active_customers integer NOT NULL DEFAULT 0,
  total_net_deposit numeric(15, 2) NOT NULL DEFAULT 0,
  settings jsonb NOT NULL DEFAULT '{}',
  hired_at date,
  -- The last authenticated action.
  last_login_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, email),
  UNIQUE (org_id, username),
  UNIQUE (org_id, employee_code)
);
CREATE INDEX users_role ON users (org_id, role);
CREATE INDEX users_level ON users (org_id, level);

CREATE TABLE teams (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  name text NOT NULL,
  description text,
  leader_id uuid REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, name)
);

CREATE TABLE user_teams (
  user_id uuid NOT NULL REFERENCES users (id),
  team_id uuid NOT NULL REFERENCES teams (id),
  org_id uuid NOT NULL REFERENCES organizations (id),
  role text NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'lead')),
  PRIMARY KEY (user_id, team_id)
);
CREATE INDEX user_teams_team ON user_teams (team_id);

-- One-time codes that link an account on a platform to a user. Only the hash is stored.
CREATE TABLE link_codes (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  user_id uuid NOT NULL REFERENCES users (id),
  code_hash bytea NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE api_keys (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  name text NOT NULL,
  key_hash bytea NOT NULL UNIQUE,
  -- The first characters, so that a person can tell keys apart.
  prefix text NOT NULL,
  permissions text[] NOT NULL,
  created_by uuid REFERENCES users (id),
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, name)
);

CREATE TABLE settings (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  key text NOT NULL,
  value jsonb NOT NULL,
  value_type text NOT NULL CHECK (value_type IN ('string', 'number', 'boolean', 'json')),
  category text NOT NULL,
  description text,
  is_public boolean NOT NULL DEFAULT false,
  updated_by uuid REFERENCES users (id),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, key)
);

-- The numbers in human codes (CUST_00001, EMP_001, C1042): taken in a statement of their own, so that no turn waits for
-- another; gaps are possible, doubles are not.
CREATE TABLE code_counters (
  org_id uuid NOT NULL REFERENCES organizations (id),
  name text NOT NULL,
  value bigint NOT NULL,
  PRIMARY KEY (org_id, name)
);
