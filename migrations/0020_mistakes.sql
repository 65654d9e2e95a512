-- Why: what was said by mistake is taken back with a record of it, and files are opened by links for one person. Locks:
-- two swapped CHECKs (NOT VALID, nothing is scanned); the new table locks nothing. Older code runs against the result.

-- `recalled`: we took back what we had said; `metadata` says why and how far it had got.
ALTER TABLE message_versions DROP CONSTRAINT message_versions_kind_check;
ALTER TABLE message_versions ADD CONSTRAINT message_versions_kind_check
  CHECK (kind IN ('original', 'edited', 'deleted', 'recalled')) NOT VALID;

ALTER TABLE conversation_events DROP CONSTRAINT conversation_events_event_type_check;
ALTER TABLE conversation_events ADD CONSTRAINT conversation_events_event_type_check CHECK (event_type IN
  ('counter_question', 'frame_output', 'rapport_building', 'push_action', 'quality_conversation', 'intent_signal',
   'risk_signal', 'opened', 'taken', 'released', 'assigned', 'resolved', 'reopened', 'queued', 'handoff_requested',
   'answer_missing', 'unreadable_message', 'opted_out', 'opted_in', 'reply_held', 'reply_failed', 'rated',
   'customer_unreachable', 'reply_released', 'reply_rejected', 'reply_expired', 'note_added', 'bot_mode',
   'taken_over', 'handover_offered', 'handover_accepted', 'handover_ended', 'reminder_set', 'reminder_fired',
   'reminder_cancelled', 'recalled', 'recall_failed', 'wrong_person')) NOT VALID;

-- A link to one file for one person, for a while. Its secret is kept as a hash; each opening is in the audit log.
CREATE TABLE file_links (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  token_hash bytea NOT NULL UNIQUE,
  user_id uuid NOT NULL REFERENCES users (id),
  message_id uuid NOT NULL,
  message_sent_at timestamptz NOT NULL,
  -- What is opened: a kept file (`blobs`), as it is called and of which kind.
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
  kind text NOT NULL,
  mime_type text,
  expires_at timestamptz NOT NULL,
  -- When it was opened first.
  opened_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX file_links_message ON file_links (message_id);
