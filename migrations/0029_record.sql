-- Why: the audit trail says where an act came from and is sealed by a chain of hashes, legal holds keep what they mark from
-- every removal, and what was said can be searched. Locks: new columns without a rewrite and one check (NOT VALID) for a
-- moment each; what the search reads by is indexed by 0062, which keeps nobody out. Older code runs against the result; what
-- it writes is sealed too.

ALTER TABLE audit_logs
  -- Place and person at the platform, or the account at the command line; set for the transaction that acts.
  ADD COLUMN came_from text DEFAULT nullif(current_setting('deskhand.came_from', true), '');

ALTER TABLE audit_seals
  -- When this seal was made, every row of a transaction older than this had its seal: the next run looks from here on.
  ADD COLUMN settled_before xid8;

CREATE TABLE legal_holds (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  customer_id uuid NOT NULL REFERENCES customers (id),
  -- Null: everything of the customer.
  conversation_id uuid REFERENCES conversations (id),
  -- The case it is for; several may hold the same.
  matter text NOT NULL DEFAULT '' CHECK (length(matter) <= 100),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
  placed_by uuid NOT NULL REFERENCES users (id),
  placed_at timestamptz NOT NULL,
  released_by uuid REFERENCES users (id),
  released_at timestamptz,
  release_reason text,
  CHECK ((released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (release_reason IS NULL))
);
CREATE UNIQUE INDEX legal_holds_in_force ON legal_holds
  (customer_id, coalesce(conversation_id, customer_id), matter) WHERE released_at IS NULL;
CREATE INDEX legal_holds_conversation ON legal_holds (conversation_id) WHERE released_at IS NULL;

-- True when a hold in force covers it. What belongs to a customer and to no one conversation is kept for any of them.
CREATE FUNCTION is_held(of_org uuid, of_customer uuid, of_conversation uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM legal_holds h WHERE h.org_id = of_org AND h.released_at IS NULL AND (
      h.conversation_id = of_conversation
      OR h.customer_id = of_customer
        AND (h.conversation_id IS NULL OR of_conversation IS NULL OR h.conversation_id = of_conversation)))
$$;

-- Stands in front of every removal, whoever asks for it: the application, a job, or the owner by hand.
CREATE FUNCTION keep_what_is_held() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  kept jsonb := to_jsonb(OLD);
  of_customer uuid := kept ->> 'customer_id';
  of_conversation uuid := kept ->> 'conversation_id';
BEGIN
  -- The table's own key is its name: TG_ARGV says whose.
  IF TG_ARGV[0] = 'customer' THEN of_customer := kept ->> 'id'; END IF;
  IF TG_ARGV[0] = 'conversation' THEN of_conversation := kept ->> 'id'; END IF;
  IF of_conversation IS NULL AND kept ->> 'message_id' IS NOT NULL THEN
    SELECT coalesce(of_customer, m.customer_id), m.conversation_id INTO of_customer, of_conversation
    FROM messages m WHERE m.id = (kept ->> 'message_id')::uuid AND m.sent_at = (kept ->> 'message_sent_at')::timestamptz;
  END IF;
  IF of_customer IS NULL AND of_conversation IS NOT NULL THEN
    SELECT v.customer_id INTO of_customer FROM conversations v WHERE v.id = of_conversation;
  END IF;
  IF is_held((kept ->> 'org_id')::uuid, of_customer, of_conversation) THEN
    RAISE EXCEPTION 'under legal hold: % is kept', TG_TABLE_NAME USING ERRCODE = 'DH001';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- Kept files are found by the messages that they belong to.
CREATE FUNCTION keep_files_that_are_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM legal_holds h JOIN messages m ON m.customer_id = h.customer_id AND m.org_id = h.org_id
    WHERE h.org_id = OLD.org_id AND h.released_at IS NULL
      AND (h.conversation_id IS NULL OR h.conversation_id = m.conversation_id)
      AND (m.media_url = 'blob:' || encode(OLD.sha256, 'hex')
        OR jsonb_path_exists(m.metadata, '$.**.sha256 ? (@ == $file)', jsonb_build_object('file', encode(OLD.sha256, 'hex')))))
  THEN
    RAISE EXCEPTION 'under legal hold: % is kept', TG_TABLE_NAME USING ERRCODE = 'DH001';
  END IF;
  RETURN OLD;
END $$;

-- A whole table is never emptied while anything is held.
CREATE FUNCTION keep_whole_while_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM legal_holds WHERE released_at IS NULL) THEN
    RAISE EXCEPTION 'under legal hold: % is kept', TG_TABLE_NAME USING ERRCODE = 'DH001';
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['customers', 'customer_identities', 'customer_activities', 'customer_journey', 'consents', 'leads',
    'conversations', 'messages', 'message_versions', 'message_insights', 'conversation_events', 'deliveries', 'answers',
    'approvals', 'alerts', 'sla_results', 'conversation_handovers', 'reminders', 'file_links', 'script_uses', 'memories',
    'inbound_receipts', 'message_refs', 'desk_threads', 'desk_offers', 'legal_holds',
    'customer_contacts', 'customer_external_refs', 'deals', 'deposits', 'withdrawals', 'campaign_executions']
  LOOP
    EXECUTE format('CREATE TRIGGER keep_what_is_held BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION keep_what_is_held(%L)',
      name, CASE name WHEN 'customers' THEN 'customer' WHEN 'conversations' THEN 'conversation' ELSE '' END);
    EXECUTE format('CREATE TRIGGER keep_whole_while_held BEFORE TRUNCATE ON %I EXECUTE FUNCTION keep_whole_while_held()', name);
  END LOOP;
END $$;
CREATE TRIGGER keep_files_that_are_held BEFORE DELETE ON blobs FOR EACH ROW EXECUTE FUNCTION keep_files_that_are_held();
CREATE TRIGGER keep_whole_while_held BEFORE TRUNCATE ON blobs EXECUTE FUNCTION keep_whole_while_held();

-- A memory is forgotten by other words, by an end, or by another owner as well as by its removal.
CREATE TRIGGER keep_memory_that_is_held BEFORE UPDATE ON memories FOR EACH ROW
  WHEN ((OLD.content, OLD.summary, OLD.customer_id, OLD.valid_to) IS DISTINCT FROM
        (NEW.content, NEW.summary, NEW.customer_id, NEW.valid_to))
  EXECUTE FUNCTION keep_what_is_held('');

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
   'hold_placed', 'hold_released')) NOT VALID;
