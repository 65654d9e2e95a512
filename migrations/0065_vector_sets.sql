-- Why: vectors of a new embedder are made beside those that answer, and take over in one step when they are whole. Locks
-- nothing that exists; the sets there are read off embeddings, seconds for some hundred thousand. Older code runs against
-- the result: it makes and reads the vectors of its own embedder, and what it makes is found missing or there by its hash.

CREATE TABLE vector_sets (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  -- The embedder's name.
  model text NOT NULL,
  -- Ends the names of its collections in a vector store; '' for those from before sets were kept.
  collection text NOT NULL,
  state text NOT NULL CHECK (state IN ('building', 'serving', 'retired')),
  -- By knowledge base, the revision that it has all vectors of.
  made jsonb NOT NULL DEFAULT '{}',
  -- Texts, of the building that is under way or was the last.
  done integer NOT NULL DEFAULT 0,
  total integer NOT NULL DEFAULT 0,
  -- Who is at work on it, and when they last said so.
  builder uuid,
  builder_seen_at timestamptz,
  -- Why it last failed, how often without success in between, and when it is tried again.
  error text,
  failures integer NOT NULL DEFAULT 0,
  retry_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  served_at timestamptz,
  retired_at timestamptz
);
CREATE INDEX vector_sets_org ON vector_sets (org_id);
CREATE UNIQUE INDEX vector_sets_serving ON vector_sets (org_id) WHERE state = 'serving';
CREATE UNIQUE INDEX vector_sets_building ON vector_sets (org_id) WHERE state = 'building';

-- The one with the most vectors of the knowledge; a process of another embedder builds its own beside it.
INSERT INTO vector_sets (id, org_id, model, collection, state, served_at)
SELECT DISTINCT ON (org_id) gen_random_uuid(), org_id, model, '', 'serving', now()
FROM (SELECT org_id, model, count(*) AS vectors, max(created_at) AS newest FROM embeddings
      WHERE kind IN ('faq', 'document_chunk') GROUP BY org_id, model) AS sets
ORDER BY org_id, vectors DESC, newest DESC;
