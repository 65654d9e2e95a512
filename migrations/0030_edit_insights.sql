-- Why: what is read in a customer's later wordings is kept as what is read in the first, which `message_insights` keeps
-- for good. Locks: none that last, a new table. Older code runs against the result.

CREATE TABLE message_edit_insights (
  message_id uuid NOT NULL,
  -- Of message_versions.
  version integer NOT NULL CHECK (version >= 2),
  message_sent_at timestamptz NOT NULL,
  org_id uuid NOT NULL,
  language text CHECK (language IN ('zh', 'en')),
  sentiment text CHECK (sentiment IN ('positive', 'neutral', 'negative')),
  intent text,
  keywords jsonb NOT NULL DEFAULT '[]',
  intent_signals jsonb NOT NULL DEFAULT '[]',
  risk_signals jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (message_id, version)
);

-- What was read in the words of somebody under a legal hold is kept with them.
CREATE TRIGGER keep_what_is_held BEFORE DELETE ON message_edit_insights FOR EACH ROW EXECUTE FUNCTION keep_what_is_held('');
CREATE TRIGGER keep_whole_while_held BEFORE TRUNCATE ON message_edit_insights EXECUTE FUNCTION keep_whole_while_held();
