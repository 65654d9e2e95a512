-- Why: an answer is given again exactly from what was stored of it, so everything that it was decided by is kept with it.
-- Locks: answers for a few milliseconds (columns with constant defaults, no rewrite); its index is made by 0062. Older code runs against the result:
-- what it stores can be shown, and is said to be too old to be given again.

ALTER TABLE answers
  -- What was searched for, in order. Until now it stood in `context`, which holds the lines before the question from now on.
  ADD COLUMN queries jsonb NOT NULL DEFAULT '[]',
  -- The revision of each knowledge base that was searched.
  ADD COLUMN knowledge_version text,
  -- What the model wrote that was told, each sentence with the passages that it rests on.
  ADD COLUMN sentences jsonb NOT NULL DEFAULT '[]';

-- What an organisation used of a language model on a day of its own: reserved before a call, settled after it.
CREATE TABLE model_usage (
  org_id uuid NOT NULL REFERENCES organizations (id),
  day date NOT NULL,
  calls integer NOT NULL,
  tokens bigint NOT NULL,
  milliseconds bigint NOT NULL,
  cost numeric(20, 8) NOT NULL,
  PRIMARY KEY (org_id, day)
);

-- A text that puts an answer right: held for approval as any held text, one message for all answers of a chat.
CREATE TABLE answer_corrections (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  conversation_id uuid NOT NULL REFERENCES conversations (id),
  answer_id uuid NOT NULL REFERENCES answers (id),
  message_id uuid NOT NULL,
  message_sent_at timestamptz NOT NULL,
  approval_number bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (answer_id, message_id)
);
CREATE TRIGGER keep_what_is_held BEFORE DELETE ON answer_corrections FOR EACH ROW EXECUTE FUNCTION keep_what_is_held('');
CREATE TRIGGER keep_whole_while_held BEFORE TRUNCATE ON answer_corrections EXECUTE FUNCTION keep_whole_while_held();
