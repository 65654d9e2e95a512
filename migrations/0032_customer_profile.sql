-- Why: what an organisation keeps of customers in words of its own (fields with types), and tags that follow from a rule.
-- The timeline names what changes: a field, a contact, a deal, the blacklist, whose account it is. Locks: one swapped CHECK
-- (NOT VALID, nothing is scanned). Older code runs against the result.

ALTER TABLE customer_activities DROP CONSTRAINT customer_activities_type_check;
ALTER TABLE customer_activities ADD CONSTRAINT customer_activities_type_check CHECK (type IN
  ('stage_change', 'tag_change', 'note_added', 'deal_created', 'conversation_started', 'email_sent', 'call_made',
   'meeting', 'score_change', 'owner_change', 'consent_change', 'language_change', 'field_change', 'contact_change',
   'deal_change', 'blacklist_change', 'verification_change', 'custom')) NOT VALID;

-- The values are in customers.custom_fields, by name: a field that is retired keeps them.
CREATE TABLE custom_fields (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 40 AND name = lower(name)),
  type text NOT NULL CHECK (type IN ('text', 'number', 'date', 'choice')),
  label_en text NOT NULL,
  label_zh text NOT NULL,
  -- Of type choice: what may be chosen.
  choices jsonb NOT NULL DEFAULT '[]',
  retired_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, name),
  CHECK ((type = 'choice') = (choices <> '[]'))
);

-- A customer whose field has the value has the tag, and loses it when the field changes, unless somebody put it there.
CREATE TABLE tag_rules (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  tag_id uuid NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
  field text NOT NULL,
  value text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, tag_id, field, value)
);
CREATE INDEX tag_rules_field ON tag_rules (org_id, field);
