-- Why: a group that becomes another kind of chat gets another id (a Telegram group that is upgraded to a supergroup). What was
-- configured, or is still on its way, under the old id goes to the new one. The index finds a group's conversations by its chat.
-- Locks: channels and organizations for a moment, while the table comes to refer to them; the index is built beside the work.
-- Older code runs against the result.

-- step
CREATE TABLE IF NOT EXISTS moved_chats (
  org_id uuid NOT NULL REFERENCES organizations (id),
  channel_id uuid NOT NULL REFERENCES channels (id),
  -- The platform's chat, without a thread, before and since.
  chat_id text NOT NULL CHECK (length(chat_id) BETWEEN 1 AND 200),
  moved_to text NOT NULL CHECK (length(moved_to) BETWEEN 1 AND 200),
  moved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (channel_id, chat_id)
);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS conversations_group ON conversations (channel_id, external_chat_id) WHERE is_group;
