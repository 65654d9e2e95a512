-- Why: leads have a number that people type, more kinds of dated activities that their score is made of, and who two
-- customers are that were found to be one person. Locks: new columns without a rewrite and CHECKs (NOT VALID) for a moment
-- each. The numbers of the leads that are there are given by 0064, the indexes made by 0062 and 0063: those keep nobody out.
-- Older code runs against the result: it shows a merged customer beside the one that was kept.

-- L1042: what people type. One sequence for all organisations, so that whoever inserts a lead need not know of it.
ALTER TABLE leads ADD COLUMN number bigint;
-- Why a lead was lost, or opened again.
ALTER TABLE leads ADD COLUMN status_reason text;
ALTER TABLE leads ADD CONSTRAINT leads_status_reason_check CHECK (length(status_reason) <= 500) NOT VALID;
ALTER TABLE leads ADD COLUMN status_changed_at timestamptz;
-- Where a file of leads says which system's row a lead is; else a hash of the row, so that a file read twice counts once.
ALTER TABLE leads ADD COLUMN external_ref text;
ALTER TABLE leads ADD CONSTRAINT leads_external_ref_check CHECK (length(external_ref) BETWEEN 1 AND 200) NOT VALID;

ALTER TABLE lead_activities DROP CONSTRAINT lead_activities_type_check;
ALTER TABLE lead_activities ADD CONSTRAINT lead_activities_type_check CHECK (type IN
  ('page_view', 'form_submit', 'chat_start', 'email_open', 'link_click', 'download', 'event_attend', 'call',
   'message', 'returned', 'account_question', 'deposit_question', 'documents_question', 'contact_given', 'imported',
   'status_change', 'assigned')) NOT VALID;

-- Two customers who are one person: what belonged to one moved to the other, and goes back when that was wrong.
ALTER TABLE customers ADD COLUMN merged_into uuid REFERENCES customers (id);
ALTER TABLE customers ADD CONSTRAINT customers_not_into_itself CHECK (merged_into <> id) NOT VALID;

CREATE TABLE customer_merges (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  -- M7: what undoes it.
  number bigint NOT NULL,
  kept_id uuid NOT NULL REFERENCES customers (id),
  merged_id uuid NOT NULL REFERENCES customers (id),
  -- What spoke for it when it was done.
  evidence jsonb NOT NULL DEFAULT '[]',
  -- {"leads": [id, …], …}: the rows that belonged to the merged customer.
  moved jsonb NOT NULL,
  -- [{"table", "id", "column", "before", "after"}]: what else became different.
  changed jsonb NOT NULL DEFAULT '[]',
  merged_by uuid NOT NULL REFERENCES users (id),
  merged_at timestamptz NOT NULL,
  undone_by uuid REFERENCES users (id),
  undone_at timestamptz,
  UNIQUE (org_id, number),
  CHECK (kept_id <> merged_id),
  CHECK ((undone_by IS NULL) = (undone_at IS NULL))
);
-- Whoever was merged is merged once.
CREATE UNIQUE INDEX customer_merges_standing ON customer_merges (merged_id) WHERE undone_at IS NULL;
CREATE INDEX customer_merges_kept ON customer_merges (kept_id);
