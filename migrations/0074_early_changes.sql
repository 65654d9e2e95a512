-- Why: a platform that promises no order tells of an edit or a deletion before the message that it is of. Such a change waits here, by
-- its receipt alone, so that the message is worked as what became of it. Locks nothing that exists.

CREATE TABLE early_changes (
  channel_id uuid NOT NULL,
  external_message_id text NOT NULL CHECK (length(external_message_id) BETWEEN 1 AND 500),
  -- Its id in the inbox, which has the words.
  receipt_id text NOT NULL CHECK (length(receipt_id) BETWEEN 1 AND 300),
  org_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('edited', 'deleted')),
  changed_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (channel_id, external_message_id, receipt_id)
);
