-- Why: the bot speaks only in groups that somebody answers for, and there from public knowledge alone. Locks: one column
-- with a constant default, for a moment; nothing is rewritten. Older code runs against the result.

-- The groups of a channel in which customers are answered.
CREATE TABLE channel_groups (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  channel_id uuid NOT NULL REFERENCES channels (id),
  -- The platform's chat, without a thread.
  chat_id text NOT NULL CHECK (length(chat_id) BETWEEN 1 AND 200),
  name text CHECK (length(name) BETWEEN 1 AND 200),
  -- Null: an operator, on the command line.
  registered_by uuid REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (channel_id, chat_id)
);

-- Whose questions are answered from it: customers' (public) or only staff's (internal).
ALTER TABLE knowledge_bases ADD COLUMN audience text NOT NULL DEFAULT 'public' CHECK (audience IN ('public', 'internal'));
