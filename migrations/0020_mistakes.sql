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
