-- Why: where no answer is sure enough, a customer may be asked which of two or three questions they mean. What was
-- offered and what was chosen are events of the conversation; the answer that was not given is kept as `offered`.
-- Locks: conversation_events and answers for a moment each: the new checks are not tried on rows that are there.

ALTER TABLE answers DROP CONSTRAINT answers_outcome_check;
ALTER TABLE answers ADD CONSTRAINT answers_outcome_check
  CHECK (outcome IN ('answered', 'not_answered', 'held', 'small_talk', 'suggested', 'offered')) NOT VALID;

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
   'hold_placed', 'hold_released', 'memories_forgotten',
   'choice_offered', 'choice_made')) NOT VALID;
