-- Why: the programming interface remembers the answers to writes that may be sent again, keys can be for trying things out,
-- and what happens is told to other systems. Locks api_keys for the moment in which a column with a constant default is
-- added. Older code runs against the result; it would let a test key into any organisation, but it serves no interface.

-- A test key reaches only the demo organisation.
ALTER TABLE api_keys ADD COLUMN is_test boolean NOT NULL DEFAULT false;

-- The answer to each write that came with an Idempotency-Key, in the transaction of the write. Kept for three days.
CREATE TABLE api_answers (
  api_key_id uuid NOT NULL REFERENCES api_keys (id),
  idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 200),
  org_id uuid NOT NULL REFERENCES organizations (id),
  -- SHA-256 of method, path and body: the same key with another request is a mistake.
  request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
  status integer NOT NULL CHECK (status BETWEEN 200 AND 499),
  body jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (api_key_id, idempotency_key)
);
CREATE INDEX api_answers_created ON api_answers (created_at);
