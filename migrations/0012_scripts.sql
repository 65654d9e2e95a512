-- Why: scripts are found, sent and counted in chat. A version may be for some stages only, and in one language only; each
-- use and each vote is kept, so that the counts can be made again. Locks: scripts, customers and embeddings for the
-- moment of an ALTER; the CHECK on scripts looks at each (thousands), that on embeddings is NOT VALID. Older code runs
-- against the result, except that it takes every script to have a Chinese text.

ALTER TABLE scripts
  -- The customer's stages that it is for; empty: all.
  ADD COLUMN stages text[] NOT NULL DEFAULT '{}'
    CHECK (stages <@ ARRAY['potential', 'interested', 'opportunity', 'closed', 'repeat', 'lost']),
  ALTER COLUMN content_cn DROP NOT NULL,
  ADD CONSTRAINT scripts_content_check CHECK (content_cn IS NOT NULL OR content_en IS NOT NULL);
CREATE INDEX scripts_in_force ON scripts (org_id) WHERE status = 'approved' AND is_active;

-- One row a script that reached a customer.
CREATE TABLE script_uses (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  script_id uuid NOT NULL REFERENCES scripts (id),
  conversation_id uuid NOT NULL REFERENCES conversations (id),
  customer_id uuid NOT NULL REFERENCES customers (id),
  user_id uuid REFERENCES users (id),
  message_id uuid NOT NULL UNIQUE,
  message_sent_at timestamptz NOT NULL,
  -- Changed before it was sent: the person's own words, and no merit or fault of the script.
  is_changed boolean NOT NULL,
  sent_at timestamptz NOT NULL,
  -- How the customer took it (domain/content/script-outcome.ts); null while it may still be seen.
  outcome text CHECK (outcome IN ('good', 'bad', 'none')),
  -- The customer's message that showed it.
  outcome_message_id uuid,
  outcome_message_sent_at timestamptz
);
CREATE INDEX script_uses_script ON script_uses (script_id, is_changed, outcome);
CREATE INDEX script_uses_open ON script_uses (customer_id) WHERE outcome IS NULL;
CREATE INDEX script_uses_aging ON script_uses (sent_at) WHERE outcome IS NULL;

-- One vote a person and version; the last one counts.
CREATE TABLE script_ratings (
  script_id uuid NOT NULL REFERENCES scripts (id),
  user_id uuid NOT NULL REFERENCES users (id),
  org_id uuid NOT NULL REFERENCES organizations (id),
  rating integer NOT NULL CHECK (rating BETWEEN 1 AND 5),
  rated_at timestamptz NOT NULL,
  PRIMARY KEY (script_id, user_id)
);

-- Who gave the customer their name here, a person of the staff; null while it is what a chat app calls them.
ALTER TABLE customers ADD COLUMN name_set_by uuid REFERENCES users (id);

ALTER TABLE embeddings DROP CONSTRAINT embeddings_kind_check;
ALTER TABLE embeddings ADD CONSTRAINT embeddings_kind_check
  CHECK (kind IN ('document_chunk', 'faq', 'memory', 'script')) NOT VALID;
