-- Why: other systems are told of what happens by signed requests, each endpoint with its own place in outbox_events and its
-- own retries. Locks: none, for all is new tables; the index of outbox_events that they are read by is made by 0062. Older code
-- runs against the result; it tells nobody.

CREATE TABLE webhook_endpoints (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  url text NOT NULL CHECK (length(url) BETWEEN 1 AND 2000),
  -- Types of events; '*' stands for all there will ever be.
  events text[] NOT NULL CHECK (cardinality(events) BETWEEN 1 AND 100),
  with_text boolean NOT NULL DEFAULT false,
  allow_http boolean NOT NULL DEFAULT false,
  allow_private boolean NOT NULL DEFAULT false,
  -- Sealed with the master key; null once it is removed.
  secret jsonb,
  -- The one before, which signs as well until then.
  old_secret jsonb,
  old_secret_until timestamptz,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'removed')),
  -- Why it is paused: somebody did it, or the endpoint answered that it is gone.
  paused_by text CHECK (paused_by IN ('person', 'gone')),
  -- Everything up to here was taken over into webhook_deliveries.
  cursor_transaction xid8 NOT NULL,
  cursor_seq bigint NOT NULL DEFAULT -1,
  -- How often it could not be reached since it last could, and when it is tried again.
  failures integer NOT NULL DEFAULT 0,
  retry_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((status = 'paused') = (paused_by IS NOT NULL)),
  CHECK ((status = 'removed') = (secret IS NULL))
);
CREATE UNIQUE INDEX webhook_endpoints_name ON webhook_endpoints (org_id, lower(name)) WHERE status <> 'removed';

-- One event for one endpoint; a replay makes another row of the same event.
CREATE TABLE webhook_deliveries (
  id uuid PRIMARY KEY,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  endpoint_id uuid NOT NULL REFERENCES webhook_endpoints (id),
  event_id uuid NOT NULL REFERENCES outbox_events (id),
  -- What goes in order: the customer's id, else what the event is about.
  lane text NOT NULL,
  is_replay boolean NOT NULL DEFAULT false,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'dead')),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  -- Until when it is tried.
  give_up_at timestamptz NOT NULL,
  http_status integer,
  -- What was wrong with the last attempt: http_500, timeout, ECONNREFUSED, address_refused.
  error text CHECK (length(error) <= 100),
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  CHECK ((status = 'pending') = (finished_at IS NULL))
);
CREATE INDEX webhook_deliveries_next ON webhook_deliveries (endpoint_id, seq) WHERE status = 'pending';
CREATE INDEX webhook_deliveries_lane ON webhook_deliveries (endpoint_id, lane, seq) WHERE status = 'pending';
CREATE INDEX webhook_deliveries_newest ON webhook_deliveries (endpoint_id, seq DESC);
CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (finished_at) WHERE status = 'delivered';
CREATE INDEX webhook_deliveries_event ON webhook_deliveries (event_id);
