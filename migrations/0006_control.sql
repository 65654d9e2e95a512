-- Why: what waits for a decision, what people were told, who did what, and what other systems must hear.
-- Locks nothing that exists.

CREATE TABLE approvals (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  -- What people type after /approve.
  number bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('claim', 'script', 'campaign', 'knowledge')),
  resource_type text NOT NULL,
  resource_id uuid NOT NULL,
  conversation_id uuid REFERENCES conversations (id),
  requested_by uuid REFERENCES users (id),
  reason text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'rejected', 'expired')),
  decided_by uuid REFERENCES users (id),
  decided_at timestamptz,
  decision_reason text,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, number),
  CHECK (decided_by IS NULL OR requested_by IS NULL OR decided_by <> requested_by)
);
CREATE INDEX approvals_pending ON approvals (org_id, created_at) WHERE status = 'pending';

CREATE TABLE alerts (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  number bigint NOT NULL,
  kind text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('info', 'warning', 'high', 'critical')),
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'acknowledged', 'snoozed', 'resolved')),
  -- One cause, one alert.
  cause text NOT NULL,
  title text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}',
  conversation_id uuid REFERENCES conversations (id),
  customer_id uuid REFERENCES customers (id),
  channel_id uuid REFERENCES channels (id),
  team_id uuid REFERENCES teams (id),
  assigned_to uuid REFERENCES users (id),
  acknowledged_by uuid REFERENCES users (id),
  acknowledged_at timestamptz,
  snoozed_until timestamptz,
  resolved_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, number)
);
CREATE UNIQUE INDEX alerts_cause ON alerts (org_id, cause) WHERE status <> 'resolved';
CREATE INDEX alerts_open ON alerts (org_id, created_at DESC) WHERE status <> 'resolved';

CREATE TABLE notifications (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  user_id uuid NOT NULL REFERENCES users (id),
  type text NOT NULL,
  title text NOT NULL,
  content text,
  resource_type text,
  resource_id uuid,
  delivery_id uuid REFERENCES deliveries (id),
  is_read boolean NOT NULL DEFAULT false,
  read_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX notifications_user ON notifications (user_id, is_read, created_at DESC);

-- Insert only. transaction_id orders rows by commit for the sealing job.
CREATE TABLE audit_logs (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  user_id uuid,
  -- Who acted when it was not a user: cli, job, bot.
  actor text,
  action text NOT NULL,
  resource_type text,
  resource_id uuid,
  changes jsonb,
  ip_address inet,
  user_agent text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_logs_org ON audit_logs (org_id, created_at DESC);
CREATE INDEX audit_logs_user ON audit_logs (user_id, created_at DESC);
CREATE INDEX audit_logs_order ON audit_logs (org_id, transaction_id, seq);

CREATE TABLE audit_seals (
  org_id uuid NOT NULL,
  seq bigint NOT NULL CHECK (seq >= 1),
  audit_log_id uuid NOT NULL UNIQUE REFERENCES audit_logs (id),
  row_hash bytea NOT NULL CHECK (length(row_hash) = 32),
  chain_hash bytea NOT NULL CHECK (length(chain_hash) = 32),
  sealed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, seq)
);

-- Domain events for what is not the source of truth. Each consumer keeps its own position, in commit order.
CREATE TABLE outbox_events (
  id uuid PRIMARY KEY,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  org_id uuid NOT NULL,
  type text NOT NULL,
  resource_type text NOT NULL,
  resource_id uuid NOT NULL,
  payload jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX outbox_events_order ON outbox_events (transaction_id, seq);
