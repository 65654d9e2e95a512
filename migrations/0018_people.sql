-- Why: who had which account is provable after it was unlinked, and an account that was unlinked is not linked again by
-- its e-mail address alone. Locks nothing that exists: one new table.

CREATE TABLE past_identities (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  channel_id uuid NOT NULL REFERENCES channels (id),
  platform text NOT NULL,
  external_user_id text NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id),
  display_name text,
  linked_by text NOT NULL CHECK (linked_by IN ('code', 'email', 'admin')),
  linked_at timestamptz NOT NULL,
  -- `suspended`: its user was; `relinked`: it became another user's.
  reason text NOT NULL CHECK (reason IN ('suspended', 'relinked')),
  unlinked_at timestamptz NOT NULL
);
CREATE INDEX past_identities_account ON past_identities (channel_id, external_user_id);
CREATE INDEX past_identities_user ON past_identities (user_id);
