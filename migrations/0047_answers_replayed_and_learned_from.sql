-- Why: an answer is given again exactly from what was stored of it, so everything that it was decided by is kept with it.
-- Locks: answers for a few milliseconds (columns with constant defaults, no rewrite). Older code runs against the result:
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
