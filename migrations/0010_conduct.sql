-- Why: an opening notice once a conversation, a person's name at each change of person, and what became of a held text.
-- Two columns without a default and one check with more words: each takes its table's lock for a moment, the check after
-- a look at every event (seconds at ten million). Older code runs against the result.

ALTER TABLE conversations
  -- When the organisation's opening notice went out.
  ADD COLUMN opening_notice_at timestamptz,
  -- Who last wrote with their name; whoever writes next and is somebody else says theirs.
  ADD COLUMN signed_by uuid REFERENCES users (id);

ALTER TABLE conversation_events DROP CONSTRAINT conversation_events_event_type_check;
ALTER TABLE conversation_events ADD CONSTRAINT conversation_events_event_type_check CHECK (event_type IN
  ('counter_question', 'frame_output', 'rapport_building', 'push_action', 'quality_conversation', 'intent_signal',
   'risk_signal', 'opened', 'taken', 'released', 'assigned', 'resolved', 'reopened', 'handoff_requested',
   'answer_missing', 'unreadable_message', 'opted_out', 'opted_in', 'reply_held', 'reply_failed', 'rated',
   'customer_unreachable', 'reply_released', 'reply_rejected', 'reply_expired'));

-- What nobody has decided on in time is looked for every minute.
CREATE INDEX approvals_claims ON approvals (created_at) WHERE status = 'pending' AND kind = 'claim';

-- What was held before has not kept what it takes to let it go (the author's text without what stood before it): it goes
-- back, as after the half hour that nobody decided in.
UPDATE deliveries d SET status = 'cancelled', updated_at = now() FROM approvals a
  WHERE a.kind = 'claim' AND a.status = 'pending' AND d.message_id = a.resource_id AND d.status = 'held';
UPDATE messages m SET status = 'cancelled' FROM approvals a
  WHERE a.kind = 'claim' AND a.status = 'pending' AND m.id = a.resource_id AND m.status = 'held';
UPDATE approvals SET status = 'expired', decided_at = now() WHERE kind = 'claim' AND status = 'pending';
