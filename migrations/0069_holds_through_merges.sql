-- Why: a hold on a customer also covers what stays under the names of those who were merged into them (what was sent, a place
-- in a campaign), and a held memory goes along with a merge, or its undoing, where whoever gets it is held for the same.
-- Locks: nothing, two functions are replaced. Older code runs against the result.

CREATE OR REPLACE FUNCTION is_held(of_org uuid, of_customer uuid, of_conversation uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM legal_holds h WHERE h.org_id = of_org AND h.released_at IS NULL AND (
      h.conversation_id = of_conversation
      OR h.customer_id = ANY (ARRAY(
          WITH RECURSIVE who AS (
            SELECT of_customer AS id
            UNION SELECT c.merged_into FROM who w JOIN customers c ON c.id = w.id WHERE c.merged_into IS NOT NULL)
          SELECT id FROM who))
        AND (h.conversation_id IS NULL OR of_conversation IS NULL OR h.conversation_id = of_conversation)))
$$;

-- True when whoever gets what is another's is held as well, for each matter that the other is.
CREATE FUNCTION is_held_alike(of_org uuid, of_customer uuid, of_other uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT is_held(of_org, of_other, NULL) AND NOT EXISTS (
    SELECT FROM legal_holds h WHERE h.org_id = of_org AND h.customer_id = of_customer AND h.released_at IS NULL
      AND NOT EXISTS (
        SELECT FROM legal_holds o WHERE o.customer_id = of_other AND o.matter = h.matter AND o.released_at IS NULL
          AND (o.conversation_id IS NULL OR o.conversation_id = h.conversation_id)))
$$;

CREATE OR REPLACE FUNCTION keep_what_is_held() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  kept jsonb := to_jsonb(OLD);
  given jsonb;
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
    IF TG_OP = 'UPDATE' THEN
      given := to_jsonb(NEW);
      -- Only its owner changes, as by a merge.
      IF (kept ->> 'content', kept ->> 'summary', kept ->> 'valid_to')
          IS NOT DISTINCT FROM (given ->> 'content', given ->> 'summary', given ->> 'valid_to')
        AND is_held_alike((kept ->> 'org_id')::uuid, of_customer, (given ->> 'customer_id')::uuid)
      THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'under legal hold: % is kept', TG_TABLE_NAME USING ERRCODE = 'DH001';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
