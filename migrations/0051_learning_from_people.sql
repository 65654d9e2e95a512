-- Why: people say what an answer was worth, and what was not answered becomes an FAQ with somebody's approval.
-- Locks: faqs and conversation_events for a moment each; the new column has a constant default, so nothing is rewritten.

-- What the customer said of an answer, and who at the desk marked it wrong: the last word of each counts.
CREATE TABLE answer_verdicts (
  answer_id uuid PRIMARY KEY REFERENCES answers (id),
  org_id uuid NOT NULL REFERENCES organizations (id),
  conversation_id uuid NOT NULL REFERENCES conversations (id),
  -- When the answer was given.
  answered_at timestamptz NOT NULL,
  is_helpful boolean,
  judged_at timestamptz,
  -- A correction is what this person writes to the customer next.
  marked_by uuid REFERENCES users (id),
  marked_at timestamptz,
  CHECK ((is_helpful IS NULL) = (judged_at IS NULL)),
  CHECK ((marked_by IS NULL) = (marked_at IS NULL)),
  CHECK (judged_at IS NOT NULL OR marked_at IS NOT NULL)
);
CREATE INDEX answer_verdicts_conversation ON answer_verdicts (conversation_id);
CREATE INDEX answer_verdicts_bad ON answer_verdicts (org_id, answered_at) WHERE NOT is_helpful OR marked_at IS NOT NULL;
CREATE INDEX answer_verdicts_good ON answer_verdicts (org_id, answered_at DESC) WHERE is_helpful;
CREATE TRIGGER keep_what_is_held BEFORE DELETE ON answer_verdicts FOR EACH ROW EXECUTE FUNCTION keep_what_is_held('');
CREATE TRIGGER keep_whole_while_held BEFORE TRUNCATE ON answer_verdicts EXECUTE FUNCTION keep_whole_while_held();

-- Questions with the FAQs that answer them, by which a draft's effect is measured; none: it must not be answered.
CREATE TABLE evaluation_questions (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  question text NOT NULL,
  -- Ids as the import gave them.
  gold text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, question)
);

ALTER TABLE faqs
  -- `gap`: drafted from questions that had no good answer, and approved.
  ADD COLUMN source text NOT NULL DEFAULT 'import' CHECK (source IN ('import', 'gap'));

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
   'choice_offered', 'choice_made', 'answer_judged', 'answer_marked')) NOT VALID;
