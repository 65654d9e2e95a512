-- Why: a customer's edit that asks something new is worked once, and this event is how that is known. Locks: one swapped
-- CHECK (NOT VALID, nothing is scanned). Older code runs against the result.

ALTER TABLE conversation_events DROP CONSTRAINT conversation_events_event_type_check;
ALTER TABLE conversation_events ADD CONSTRAINT conversation_events_event_type_check CHECK (event_type IN
  ('counter_question', 'frame_output', 'rapport_building', 'push_action', 'quality_conversation', 'intent_signal',
   'risk_signal', 'opened', 'taken', 'released', 'assigned', 'resolved', 'reopened', 'queued', 'handoff_requested',
   'answer_missing', 'unreadable_message', 'opted_out', 'opted_in', 'reply_held', 'reply_failed', 'rated',
   'customer_unreachable', 'reply_released', 'reply_rejected', 'reply_expired', 'note_added', 'bot_mode',
   'language_changed',
   'team_moved', 'taken_over', 'handover_offered', 'handover_accepted', 'handover_ended', 'reminder_set', 'reminder_fired', 'reminder_cancelled',
   'recalled', 'recall_failed', 'wrong_person', 'edit_heeded',
   'session_moved', 'session_refused')) NOT VALID;
