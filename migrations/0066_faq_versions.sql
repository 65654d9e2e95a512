-- Why: an FAQ keeps every wording and answer it ever had, with the time for which each was in force and where it came from,
-- as documents do. Locks nothing that exists; the first versions are copied from faqs, seconds for a hundred thousand. Older
-- code runs against the result: what it writes gets its version when it is changed again.

-- No reference to the FAQ or its knowledge base: what answers rested on outlives both.
CREATE TABLE faq_versions (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  kb_id uuid NOT NULL,
  faq_id uuid NOT NULL,
  external_id text NOT NULL,
  version integer NOT NULL,
  question text NOT NULL,
  alts text[] NOT NULL,
  answer text NOT NULL,
  category text,
  language text CHECK (language IN ('zh', 'en')),
  content_hash bytea NOT NULL,
  -- `gap`: drafted from questions that had no good answer, and approved.
  source text NOT NULL CHECK (source IN ('import', 'gap')),
  -- The file or address of the import; of a draft, that of its approval is in the id. Null: from before that was kept.
  origin text,
  created_by uuid REFERENCES users (id),
  -- In force from, and until just before.
  valid_from timestamptz NOT NULL,
  valid_to timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (valid_to IS NULL OR valid_to >= valid_from),
  UNIQUE (faq_id, version)
);
CREATE INDEX faq_versions_kb ON faq_versions (kb_id, external_id);

INSERT INTO faq_versions (id, org_id, kb_id, faq_id, external_id, version, question, alts, answer, category, language,
  content_hash, source, created_by, valid_from)
SELECT gen_random_uuid(), org_id, kb_id, id, external_id, version, question, alts, answer, category, language, content_hash,
  source, created_by, coalesce(valid_from, updated_at)
FROM faqs WHERE is_active;
