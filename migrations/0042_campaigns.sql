-- Why: campaigns come to life. A campaign gets the code that people type, its approval, when it runs next and
-- how far it has entered its customers; an execution says which run it belongs to, when it may go out and which message it
-- became; a link of a text leads through us, so that it is known who followed it. Locks campaigns and campaign_executions,
-- which nobody has written so far, for a moment. Older code runs against the result.

ALTER TABLE campaigns
  -- What people type; null: written by hand before codes existed.
  ADD COLUMN campaign_code text,
  -- Of a recurring one {"every_days", "at", "until"?}, of one on an event {"on", …}.
  ADD COLUMN schedule jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN approved_by uuid REFERENCES users (id),
  ADD COLUMN approved_at timestamptz,
  -- When a recurring one runs next; null: never again.
  ADD COLUMN next_run_at timestamptz,
  -- The run that goes on, and the last one whose customers have all been entered.
  ADD COLUMN run text,
  ADD COLUMN entered_run text,
  -- Up to when events have been looked at.
  ADD COLUMN checked_until timestamptz,
  ADD CONSTRAINT campaigns_org_id_campaign_code_key UNIQUE (org_id, campaign_code),
  ADD CONSTRAINT campaigns_own_approval CHECK (approved_by IS NULL OR created_by IS NULL OR approved_by <> created_by);
CREATE INDEX campaigns_at_work ON campaigns (org_id, created_at) WHERE status IN ('scheduled', 'running');

ALTER TABLE campaign_executions
  ADD COLUMN run text NOT NULL DEFAULT 'once',
  -- Not before: the customer's quiet hours. Null: at once.
  ADD COLUMN due_at timestamptz,
  ADD COLUMN conversation_id uuid REFERENCES conversations (id),
  ADD COLUMN message_id uuid,
  ADD COLUMN message_sent_at timestamptz;
-- Nobody is in a run twice.
CREATE UNIQUE INDEX campaign_executions_once ON campaign_executions (campaign_id, customer_id, run);
CREATE INDEX campaign_executions_pending ON campaign_executions (campaign_id, id) WHERE status = 'pending';
CREATE INDEX campaign_executions_open ON campaign_executions (campaign_id) WHERE status = 'sent';

-- Where a link in a text of a campaign leads, for one customer.
CREATE TABLE campaign_links (
  -- SHA-256 of what stands in the address: the table alone opens nothing.
  token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
  org_id uuid NOT NULL REFERENCES organizations (id),
  execution_id uuid NOT NULL REFERENCES campaign_executions (id),
  url text NOT NULL CHECK (url ~ '^https?://' AND length(url) <= 2000),
  clicks integer NOT NULL DEFAULT 0 CHECK (clicks >= 0),
  first_clicked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX campaign_links_execution ON campaign_links (execution_id);
