-- Why: vectors live where everything else does, so that any index of them can be rebuilt without asking the embedder
-- again. One row a text and model; the hash tells whether the text is still the one that was embedded. Locks nothing.

CREATE TABLE embeddings (
  org_id uuid NOT NULL REFERENCES organizations (id),
  kind text NOT NULL CHECK (kind IN ('document_chunk', 'faq', 'memory')),
  item_id uuid NOT NULL,
  -- 0 is the item's own text; FAQs have their other wordings at 1, 2, …
  part integer NOT NULL DEFAULT 0,
  model text NOT NULL,
  content_hash bytea NOT NULL,
  -- Little-endian 32-bit floats.
  vector bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, kind, item_id, part, model)
);
