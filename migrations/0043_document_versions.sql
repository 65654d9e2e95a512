-- Why: a document keeps every text it ever had, with the time for which each was in force, and a new one may be brought in
-- before its day; and a file posted in chat is imported by a press. Locks: document_chunks and documents for three column changes without a rewrite; the first versions are
-- copied from documents, seconds for a hundred thousand. Older code runs against the result: what it imports answers at
-- once, and gets its version when it is imported again.

-- No reference to the document or its knowledge base: what answers rested on outlives both.
CREATE TABLE document_versions (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  kb_id uuid NOT NULL,
  document_id uuid NOT NULL,
  external_id text NOT NULL,
  version integer NOT NULL,
  title text NOT NULL,
  content text NOT NULL,
  content_hash bytea NOT NULL,
  -- In force from, and until just before. Both the same: replaced before its day came.
  valid_from timestamptz NOT NULL,
  valid_to timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (valid_to IS NULL OR valid_to >= valid_from),
  UNIQUE (document_id, version)
);
CREATE INDEX document_versions_kb ON document_versions (kb_id, external_id);

INSERT INTO document_versions (id, org_id, kb_id, document_id, external_id, version, title, content, content_hash,
  valid_from, valid_to)
SELECT gen_random_uuid(), org_id, kb_id, id, external_id, version, title, content, content_hash,
  coalesce(valid_from, updated_at), CASE WHEN valid_to >= coalesce(valid_from, updated_at) THEN valid_to END
FROM documents WHERE content IS NOT NULL AND content_hash IS NOT NULL;

-- Null: since it was imported, and until it is replaced.
ALTER TABLE document_chunks ADD COLUMN valid_from timestamptz, ADD COLUMN valid_to timestamptz;

-- Over the bytes of the file: a file that has not changed is not read again, so an import that was cut off goes on fast.
ALTER TABLE documents ADD COLUMN source_hash bytea;

-- A file that somebody posted where staff are, until a press says into which knowledge base it goes, and what came of it.
CREATE TABLE knowledge_imports (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  channel_id uuid NOT NULL REFERENCES channels (id),
  -- Who posted it, and who pressed.
  posted_by uuid NOT NULL REFERENCES users (id),
  pressed_by uuid REFERENCES users (id),
  -- The attachments as the platform named them.
  files jsonb NOT NULL,
  -- The names on the buttons, in their order.
  bases text[] NOT NULL,
  kb text,
  status text NOT NULL DEFAULT 'offered' CHECK (status IN ('offered', 'queued', 'completed', 'failed')),
  -- Where the answer goes, in whose language.
  place jsonb,
  report jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
CREATE INDEX knowledge_imports_org ON knowledge_imports (org_id, created_at);
