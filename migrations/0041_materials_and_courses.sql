-- Why: materials wait for somebody's approval, are found, and are counted by what really reached customers; courses are
-- taken, tested and reminded of. Locks: three swapped CHECKs (NOT VALID, nothing is scanned) for a moment. The other tables
-- that change were written by nobody before this version. Older code runs against the result.

ALTER TABLE materials
  -- Another one with each change of words or file: what was found, approved and sent is named by it.
  ADD COLUMN version_id uuid NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'rejected')),
  ADD COLUMN approved_by uuid REFERENCES users (id),
  ADD COLUMN approved_at timestamptz,
  -- The file's own name and kind; media_url says where it is kept (blob:SHA256).
  ADD COLUMN file_name text,
  ADD COLUMN mime_type text;
CREATE UNIQUE INDEX materials_version ON materials (version_id);
CREATE INDEX materials_file ON materials (org_id, media_url) WHERE media_url IS NOT NULL;

-- Each time a material reached a customer.
CREATE TABLE material_uses (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  material_id uuid NOT NULL REFERENCES materials (id),
  version_id uuid NOT NULL,
  conversation_id uuid NOT NULL REFERENCES conversations (id),
  customer_id uuid NOT NULL REFERENCES customers (id),
  user_id uuid REFERENCES users (id),
  message_id uuid NOT NULL UNIQUE,
  message_sent_at timestamptz NOT NULL,
  sent_at timestamptz NOT NULL
);
CREATE INDEX material_uses_material ON material_uses (material_id);
CREATE INDEX material_uses_customer ON material_uses (customer_id, sent_at);
CREATE TRIGGER keep_what_is_held BEFORE DELETE ON material_uses FOR EACH ROW EXECUTE FUNCTION keep_what_is_held('');
CREATE TRIGGER keep_whole_while_held BEFORE TRUNCATE ON material_uses EXECUTE FUNCTION keep_whole_while_held();

ALTER TABLE approvals DROP CONSTRAINT approvals_kind_check;
ALTER TABLE approvals ADD CONSTRAINT approvals_kind_check
  CHECK (kind IN ('claim', 'script', 'campaign', 'knowledge', 'file', 'material')) NOT VALID;

ALTER TABLE desk_offers DROP CONSTRAINT desk_offers_kind_check;
ALTER TABLE desk_offers ADD CONSTRAINT desk_offers_kind_check
  CHECK (kind IN ('answer', 'script', 'line', 'translation', 'material')) NOT VALID;

ALTER TABLE embeddings DROP CONSTRAINT embeddings_kind_check;
ALTER TABLE embeddings ADD CONSTRAINT embeddings_kind_check
  CHECK (kind IN ('document_chunk', 'faq', 'memory', 'script', 'material')) NOT VALID;

ALTER TABLE training_courses
  -- What people type: /course 3.
  ADD COLUMN number bigint,
  ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  ADD COLUMN retired_at timestamptz,
  ADD UNIQUE (org_id, number);
UPDATE training_courses c SET number = n.number
FROM (SELECT id, row_number() OVER (PARTITION BY org_id ORDER BY display_order, created_at, id) AS number FROM training_courses) n
WHERE n.id = c.id;
ALTER TABLE training_courses ALTER COLUMN number SET NOT NULL;
INSERT INTO code_counters (org_id, name, value) SELECT org_id, 'course', max(number) FROM training_courses GROUP BY org_id;

ALTER TABLE training_progress
  -- Of the course, when these lessons were read: a changed course is begun again by whoever had not ended it.
  ADD COLUMN course_version integer NOT NULL DEFAULT 1,
  ADD COLUMN lessons_read integer NOT NULL DEFAULT 0 CHECK (lessons_read >= 0),
  -- The test under way, or the last one: which it is, and the options chosen so far, in the order of the questions.
  ADD COLUMN attempt integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
  ADD COLUMN answers jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN is_in_test boolean NOT NULL DEFAULT false,
  ADD COLUMN failed_at timestamptz,
  ADD COLUMN certificate_number bigint,
  ADD COLUMN assigned_at timestamptz,
  ADD COLUMN due_at timestamptz,
  -- The day, in the organisation's zone, on which the person was told of it last.
  ADD COLUMN reminded_on date,
  ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
  ADD UNIQUE (org_id, certificate_number);
CREATE INDEX training_progress_due ON training_progress (due_at) WHERE status <> 'completed';
