-- Why: what the organisation knows, may say, and remembers. Locks nothing that exists.

CREATE TABLE knowledge_bases (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  name text NOT NULL,
  description text,
  settings jsonb NOT NULL DEFAULT '{}',
  document_count integer NOT NULL DEFAULT 0,
  -- Grows with every change of what it holds, so that a process knows when its index is old.
  revision bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, name)
);

CREATE TABLE documents (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  kb_id uuid NOT NULL REFERENCES knowledge_bases (id) ON DELETE CASCADE,
  -- The id given in the import, or the file's path inside it: importing again updates.
  external_id text NOT NULL,
  title text NOT NULL,
  content text,
  content_hash bytea,
  file_url text,
  file_type text CHECK (file_type IN ('pdf', 'docx', 'xlsx', 'md', 'txt', 'html', 'url', 'csv', 'jsonl')),
  file_size integer,
  language text CHECK (language IN ('zh', 'en')),
  category text,
  tags text[] NOT NULL DEFAULT '{}',
  processing_status text NOT NULL DEFAULT 'pending' CHECK (processing_status IN
    ('pending', 'processing', 'completed', 'failed')),
  chunk_count integer NOT NULL DEFAULT 0,
  error_message text,
  version integer NOT NULL DEFAULT 1,
  valid_from timestamptz,
  valid_to timestamptz,
  created_by uuid REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (kb_id, external_id)
);

CREATE TABLE document_chunks (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  kb_id uuid NOT NULL REFERENCES knowledge_bases (id) ON DELETE CASCADE,
  document_id uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  content text NOT NULL,
  content_hash bytea NOT NULL,
  chunk_index integer NOT NULL,
  heading_path text[] NOT NULL DEFAULT '{}',
  page integer,
  token_count integer,
  vector_id text,
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX document_chunks_document ON document_chunks (document_id, chunk_index);
CREATE INDEX document_chunks_kb ON document_chunks (kb_id);

CREATE TABLE faqs (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  kb_id uuid NOT NULL REFERENCES knowledge_bases (id) ON DELETE CASCADE,
  -- The id given in the import, or the question's hash: importing again updates.
  external_id text NOT NULL,
  question text NOT NULL,
  -- Other wordings of the question.
  alts text[] NOT NULL DEFAULT '{}',
  answer text NOT NULL,
  content_hash bytea NOT NULL,
  language text CHECK (language IN ('zh', 'en')),
  category text,
  use_count integer NOT NULL DEFAULT 0,
  helpful_count integer NOT NULL DEFAULT 0,
  vector_id text,
  version integer NOT NULL DEFAULT 1,
  valid_from timestamptz,
  valid_to timestamptz,
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (kb_id, external_id)
);

CREATE TABLE memories (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  customer_id uuid REFERENCES customers (id),
  type text NOT NULL CHECK (type IN ('short_term', 'long_term', 'shared')),
  content text NOT NULL,
  summary text,
  vector_id text,
  importance double precision NOT NULL DEFAULT 0.5 CHECK (importance BETWEEN 0 AND 1),
  decay_factor double precision NOT NULL DEFAULT 0.95 CHECK (decay_factor BETWEEN 0 AND 1),
  source_type text CHECK (source_type IN ('conversation', 'manual', 'ai_analysis')),
  source_id uuid,
  message_id uuid,
  message_sent_at timestamptz,
  category text CHECK (category IN ('preference', 'need', 'event', 'personal', 'insight')),
  tags text[] NOT NULL DEFAULT '{}',
  valid_from timestamptz,
  valid_to timestamptz,
  last_accessed_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (type <> 'shared' OR customer_id IS NULL)
);
CREATE INDEX memories_customer ON memories (customer_id, type) WHERE customer_id IS NOT NULL;
CREATE INDEX memories_shared ON memories (org_id) WHERE type = 'shared';

-- Approved wordings for staff. One row a version: the approved one stays in force until a newer is approved.
CREATE TABLE scripts (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  script_code text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  category text NOT NULL,
  subcategory text,
  scenario text,
  level text CHECK (level IN ('beginner', 'intermediate', 'advanced')),
  content_cn text NOT NULL,
  content_en text,
  purpose text,
  follow_up jsonb NOT NULL DEFAULT '[]',
  tags jsonb NOT NULL DEFAULT '[]',
  usage_count integer NOT NULL DEFAULT 0,
  success_count integer NOT NULL DEFAULT 0,
  success_rate numeric(5, 2),
  avg_rating numeric(3, 2),
  is_active boolean NOT NULL DEFAULT true,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('draft', 'pending', 'approved', 'rejected', 'retired')),
  approved_by uuid REFERENCES users (id),
  approved_at timestamptz,
  valid_from timestamptz,
  valid_to timestamptz,
  created_by uuid REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, script_code, version),
  -- Nobody approves their own words.
  CHECK (approved_by IS NULL OR created_by IS NULL OR approved_by <> created_by)
);
CREATE INDEX scripts_category ON scripts (org_id, category);
CREATE INDEX scripts_success ON scripts (org_id, success_rate DESC NULLS LAST);
