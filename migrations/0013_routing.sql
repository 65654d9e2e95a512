-- Why: whose turn a waiting conversation is, until when it must be answered, and what the customer thought of it. Locks:
-- ALTERs of conversations and users that only add columns without a default; the UPDATE touches only what waits for a
-- person now. Older code runs against it.

ALTER TABLE conversations
  -- When the oldest message came that the customer waits for a person to answer; null while we wait for the customer.
  ADD COLUMN waiting_since timestamptz,
  ADD COLUMN sla_next_response_at timestamptz,
  -- Working time left to resolve it while its clock stands; below zero when it is late.
  ADD COLUMN sla_resolve_left_seconds integer,
  -- Whose turn it is to take it.
  ADD COLUMN offered_to uuid REFERENCES users (id),
  ADD COLUMN satisfaction_asked_at timestamptz,
  ADD COLUMN satisfaction_rated_at timestamptz,
  -- Until then the customer's next line is the comment to their rating.
  ADD COLUMN satisfaction_comment_until timestamptz;
CREATE INDEX conversations_sla ON conversations (org_id, waiting_since) WHERE waiting_since IS NOT NULL;
CREATE INDEX conversations_asked ON conversations (customer_id, satisfaction_asked_at DESC)
  WHERE satisfaction_asked_at IS NOT NULL;

UPDATE conversations SET waiting_since = handoff_at
  WHERE handoff_at IS NOT NULL AND status IN ('pending', 'active');

-- When somebody was last given or offered a conversation: ties go to who has waited longest.
ALTER TABLE users ADD COLUMN last_routed_at timestamptz;

-- How each promise ended: one row a wait for an answer, and one a conversation for its resolution.
CREATE TABLE sla_results (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  conversation_id uuid NOT NULL REFERENCES conversations (id),
  -- Who answered or had it; null where nobody did.
  user_id uuid REFERENCES users (id),
  kind text NOT NULL CHECK (kind IN ('first_response', 'next_response', 'resolution')),
  priority text NOT NULL,
  waiting_since timestamptz,
  -- Null for a resolution whose clock stood still when it ended.
  deadline timestamptz,
  ended_at timestamptz NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('answered', 'resolved', 'released')),
  is_met boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sla_results_ended ON sla_results (org_id, ended_at);
CREATE INDEX sla_results_conversation ON sla_results (conversation_id);
