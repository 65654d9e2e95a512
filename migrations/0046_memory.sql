-- Why: what customers say of themselves is kept as facts that can be contradicted, repeated, corrected and forgotten.
-- Locks: memories, conversations and conversation_events for a moment each; new columns are empty or have a constant
-- default, so that nothing is rewritten. The indexes of memories are made by 0062.

ALTER TABLE memories
  -- What staff name it by.
  ADD COLUMN number bigint,
  -- What it is about (domain/memory/subjects.ts) and what it says of that, in one spelling: two facts of one subject
  -- with different values contradict each other where the subject has one value only.
  ADD COLUMN subject text,
  ADD COLUMN value text,
  -- The messages that said it, the newest last.
  ADD COLUMN mentioned_in uuid[] NOT NULL DEFAULT '{}',
  -- The newer fact that took its place. Beside valid_to, which a legal hold keeps as it is.
  ADD COLUMN superseded_by uuid,
  -- Forgotten while a legal hold kept the row: used for nothing from then on, removed when the hold has ended.
  ADD COLUMN forgotten_at timestamptz;

-- Nothing that was said before is recalled any more: the customer asked to be forgotten. It is of the conversation, so
-- that it stays with what was said when customers are merged and separated again.
ALTER TABLE conversations ADD COLUMN memory_from timestamptz;

ALTER TABLE conversation_events DROP CONSTRAINT conversation_events_event_type_check;
ALTER TABLE conversation_events ADD CONSTRAINT conversation_events_event_type_check CHECK (event_type IN
  ('counter_question', 'frame_output', 'rapport_building', 'push_action', 'quality_conversation', 'intent_signal',
   'risk_signal', 'opened', 'taken', 'released', 'assigned', 'resolved', 'reopened', 'queued', 'handoff_requested',
   'answer_missing', 'unreadable_message', 'opted_out', 'opted_in', 'reply_held', 'reply_failed', 'rated',
   'customer_unreachable', 'reply_released', 'reply_rejected', 'reply_expired', 'note_added', 'bot_mode',
   'language_changed',
   'team_moved', 'taken_over', 'handover_offered', 'handover_accepted', 'handover_ended', 'reminder_set', 'reminder_fired', 'reminder_cancelled',
   'recalled', 'recall_failed', 'wrong_person', 'edit_heeded',
   'session_moved', 'session_refused',
   'hold_placed', 'hold_released', 'memories_forgotten')) NOT VALID;
