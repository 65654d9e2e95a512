-- What the two roles of the application may do. Run after the numbered migrations, every time, step by step, each table in a
-- transaction of its own: it changes only what differs, and holds nobody up while it waits for the next table. The application owns nothing, and what must be kept can only be inserted.
-- Row-level security: deskhand_app sees one organisation (setting deskhand.org_id), deskhand_system sees all.

-- step
DO $$
DECLARE
  home text := current_schema();
  name text;
  rights text;
  -- S select, I insert, U update, D delete; U(columns) where only the state around a kept row may change.
  plan text[][] := ARRAY[
    ['organizations', 'SELECT, INSERT, UPDATE'],
    ['users', 'SELECT, INSERT, UPDATE'],
    ['teams', 'SELECT, INSERT, UPDATE'],
    ['user_teams', 'SELECT, INSERT, UPDATE, DELETE'],
    ['team_places', 'SELECT, INSERT, DELETE'],
    ['team_rules', 'SELECT, INSERT, UPDATE (position), DELETE'],
    ['duty_shifts', 'SELECT, INSERT, DELETE'],
    ['link_codes', 'SELECT, INSERT, UPDATE'],
    ['api_keys', 'SELECT, INSERT, UPDATE'],
    ['api_answers', 'SELECT, INSERT, DELETE'],
    ['settings', 'SELECT, INSERT, UPDATE, DELETE'],
    ['code_counters', 'SELECT, INSERT, UPDATE'],
    ['channels', 'SELECT, INSERT, UPDATE'],
    ['channel_groups', 'SELECT, INSERT, DELETE'],
    ['moved_chats', 'SELECT, INSERT'],
    ['user_identities', 'SELECT, INSERT, UPDATE, DELETE'],
    ['past_identities', 'SELECT, INSERT'],
    ['channel_cursors', 'SELECT, INSERT, UPDATE'],
    ['channel_tokens', 'SELECT, INSERT, UPDATE'],
    ['channel_beats', 'SELECT, INSERT, UPDATE (heard_at, trouble)'],
    ['channel_gaps', 'SELECT, INSERT, UPDATE (catch_up, places_left, places_failed, recovered, known, error, caught_up_at, looked_at)'],
    ['catch_up_places', 'SELECT, INSERT, UPDATE (read_at), DELETE'],
    ['blobs', 'SELECT, INSERT'],
    ['customers', 'SELECT, INSERT, UPDATE'],
    ['customer_identities', 'SELECT, INSERT, UPDATE'],
    ['tags', 'SELECT, INSERT, UPDATE, DELETE'],
    ['customer_tags', 'SELECT, INSERT, UPDATE, DELETE'],
    ['customer_merges', 'SELECT, INSERT, UPDATE (undone_by, undone_by_key, undone_at)'],
    ['customer_activities', 'SELECT, INSERT, UPDATE (customer_id)'],
    ['customer_journey', 'SELECT, INSERT, UPDATE (customer_id)'],
    ['consents', 'SELECT, INSERT, UPDATE (customer_id)'],
    ['custom_fields', 'SELECT, INSERT, UPDATE'],
    ['tag_rules', 'SELECT, INSERT, DELETE'],
    ['customer_contacts', 'SELECT, INSERT, UPDATE, DELETE'],
    ['customer_external_refs', 'SELECT, INSERT, UPDATE (customer_id, account_opened_at), DELETE'],
    ['deals', 'SELECT, INSERT, UPDATE'],
    ['deposits', 'SELECT, INSERT, UPDATE (customer_id, user_id, deposit_type, status, notes, confirmed_at, updated_at)'],
    ['withdrawals', 'SELECT, INSERT, UPDATE (customer_id, user_id, reason, risk_level, retention_action, retention_success, status, processed_at, acknowledged_at, acknowledged_message_id, updated_at)'],
    ['currency_rates', 'SELECT, INSERT, UPDATE (rate, set_by, updated_at)'],
    ['funnel_tofu', 'SELECT, INSERT, UPDATE, DELETE'],
    ['funnel_mofu', 'SELECT, INSERT, UPDATE, DELETE'],
    ['funnel_bofu', 'SELECT, INSERT, UPDATE, DELETE'],
    ['employee_kpis', 'SELECT, INSERT, UPDATE'],
    ['kpi_days', 'SELECT, INSERT, UPDATE'],
    ['materials', 'SELECT, INSERT, UPDATE'],
    ['material_uses', 'SELECT, INSERT, UPDATE (customer_id)'],
    ['training_courses', 'SELECT, INSERT, UPDATE'],
    ['training_progress', 'SELECT, INSERT, UPDATE'],
    ['campaigns', 'SELECT, INSERT, UPDATE'],
    ['campaign_executions', 'SELECT, INSERT, UPDATE'],
    ['campaign_links', 'SELECT, INSERT, UPDATE (clicks, first_clicked_at)'],
    ['workflows', 'SELECT, INSERT, UPDATE'],
    ['workflow_executions', 'SELECT, INSERT, UPDATE'],
    ['leads', 'SELECT, INSERT, UPDATE'],
    ['lead_activities', 'SELECT, INSERT'],
    ['inbound_receipts', 'SELECT, INSERT, UPDATE (status, outcome, attempts, message_id, message_sent_at, processed_at)'],
    ['early_changes', 'SELECT, INSERT, DELETE'],
    ['conversations', 'SELECT, INSERT, UPDATE'],
    ['messages', 'SELECT, INSERT, UPDATE (customer_id, status, external_message_id, media_url, metadata, edited_at, deleted_at)'],
    ['message_archive_parts', 'SELECT'],
    ['message_refs', 'SELECT, INSERT'],
    ['message_versions', 'SELECT, INSERT'],
    ['message_insights', 'SELECT, INSERT'],
    ['message_edit_insights', 'SELECT, INSERT'],
    ['conversation_events', 'SELECT, INSERT, UPDATE (customer_id)'],
    ['deliveries', 'SELECT, INSERT, UPDATE (chat, target, status, attempts, first_attempt_at, next_attempt_at, joined_to, external_message_id, handle, error_code, error_message, sent_at, updated_at)'],
    ['paused_places', 'SELECT, INSERT, UPDATE'],
    ['answers', 'SELECT, INSERT'],
    ['answer_corrections', 'SELECT, INSERT'],
    ['answer_verdicts', 'SELECT, INSERT, UPDATE (is_helpful, judged_at, marked_by, marked_at)'],
    ['evaluation_questions', 'SELECT, INSERT, DELETE'],
    ['model_usage', 'SELECT, INSERT, UPDATE (calls, tokens, milliseconds, cost)'],
    ['desk_threads', 'SELECT, INSERT, UPDATE (chat_id, thread_id, url, opened_at, lost_count, card_delivery_id, moved_at)'],
    ['desk_offers', 'SELECT, INSERT, UPDATE (status, used_by, used_at)'],
    ['desk_focus', 'SELECT, INSERT, UPDATE, DELETE'],
    ['sla_results', 'SELECT, INSERT, UPDATE (superseded_at)'],
    ['conversation_handovers', 'SELECT, INSERT, UPDATE (status, answered_by, answered_at)'],
    ['customer_handovers', 'SELECT, INSERT, UPDATE (status, answered_by, answered_at)'],
    ['reminders', 'SELECT, INSERT, UPDATE (status, ended_at)'],
    ['file_links', 'SELECT, INSERT, UPDATE (opened_at)'],
    ['knowledge_bases', 'SELECT, INSERT, UPDATE, DELETE'],
    ['documents', 'SELECT, INSERT, UPDATE, DELETE'],
    ['document_chunks', 'SELECT, INSERT, UPDATE, DELETE'],
    ['knowledge_imports', 'SELECT, INSERT, UPDATE (pressed_by, kb, status, place, report, ended_at)'],
    ['document_versions', 'SELECT, INSERT, UPDATE (valid_to)'],
    ['faqs', 'SELECT, INSERT, UPDATE, DELETE'],
    ['faq_versions', 'SELECT, INSERT, UPDATE (valid_to)'],
    ['embeddings', 'SELECT, INSERT, UPDATE, DELETE'],
    ['vector_sets', 'SELECT, INSERT, UPDATE, DELETE'],
    ['memories', 'SELECT, INSERT, UPDATE, DELETE'],
    ['scripts', 'SELECT, INSERT, UPDATE'],
    ['script_uses', 'SELECT, INSERT, UPDATE (customer_id, outcome, outcome_message_id, outcome_message_sent_at)'],
    ['script_ratings', 'SELECT, INSERT, UPDATE'],
    ['approvals', 'SELECT, INSERT, UPDATE'],
    ['alerts', 'SELECT, INSERT, UPDATE'],
    ['alert_cards', 'SELECT, INSERT, UPDATE (edit_delivery_id, shows_at, passed_on_at)'],
    ['notifications', 'SELECT, INSERT, UPDATE'],
    ['audit_logs', 'SELECT, INSERT'],
    ['audit_seals', 'SELECT, INSERT'],
    ['legal_holds', 'SELECT, INSERT, UPDATE (customer_id, released_by, released_at, release_reason)'],
    ['outbox_events', 'SELECT, INSERT'],
    ['webhook_endpoints', 'SELECT, INSERT, UPDATE'],
    ['webhook_deliveries', 'SELECT, INSERT, UPDATE (status, attempts, next_attempt_at, give_up_at, http_status, error, finished_at), DELETE']
  ];
  row_ text[];
  condition text;
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO deskhand_app, deskhand_system', home);
  FOREACH row_ SLICE 1 IN ARRAY plan LOOP
    name := row_[1];
    rights := row_[2];
    EXECUTE format('REVOKE ALL ON %I.%I FROM PUBLIC, deskhand_app, deskhand_system', home, name);
    EXECUTE format('GRANT %s ON %I.%I TO deskhand_app, deskhand_system', rights, home, name);
    -- Only where it is off: it waits for everybody who works on the table, and then everybody waits for it.
    IF NOT (SELECT relrowsecurity FROM pg_class WHERE oid = format('%I.%I', home, name)::regclass) THEN
      EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', home, name);
    END IF;
    condition := format('%I = nullif(current_setting(''deskhand.org_id'', true), '''')::uuid',
      CASE name WHEN 'organizations' THEN 'id' ELSE 'org_id' END);
    IF NOT EXISTS (SELECT FROM pg_policies WHERE schemaname = home AND tablename = name AND policyname = 'own_organization') THEN
      EXECUTE format('CREATE POLICY own_organization ON %I.%I TO deskhand_app USING (%s) WITH CHECK (%s)', home, name, condition, condition);
    END IF;
    IF NOT EXISTS (SELECT FROM pg_policies WHERE schemaname = home AND tablename = name AND policyname = 'every_organization') THEN
      EXECUTE format('CREATE POLICY every_organization ON %I.%I TO deskhand_system USING (true) WITH CHECK (true)', home, name);
    END IF;
    COMMIT;
  END LOOP;
END $$;

-- step
-- They read as whoever asks (security_invoker), so the policies of their tables hold.
REVOKE ALL ON v_settled_funds, v_customer_overview, v_employee_performance FROM PUBLIC, deskhand_app, deskhand_system;
GRANT SELECT ON v_settled_funds, v_customer_overview, v_employee_performance TO deskhand_app, deskhand_system;

-- step
-- Who works on the queue is no organisation's business.
REVOKE ALL ON worker_leases FROM PUBLIC, deskhand_app, deskhand_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON worker_leases TO deskhand_system;

-- step
-- Months of messages are everybody's, and moved by the owner alone.
REVOKE ALL ON message_archives FROM PUBLIC, deskhand_app, deskhand_system;
GRANT SELECT ON message_archives TO deskhand_app, deskhand_system;

-- step
-- With DATABASE_APP_URL only the application's login can say whether the schema is this version's.
GRANT SELECT ON knex_migrations TO deskhand_app, deskhand_system;

-- step
-- New organisations are made by the system role alone.
REVOKE INSERT, UPDATE ON organizations FROM deskhand_app;

-- step
REVOKE ALL ON FUNCTION ensure_message_partition(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_message_partition(timestamptz) TO deskhand_app, deskhand_system;

-- step
REVOKE ALL ON FUNCTION customers_with_field(text, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION customers_with_field(text, text, integer) TO deskhand_app, deskhand_system;

-- step
-- Ordinary work adds jobs without seeing anybody's: the queue's own tables belong to the system role alone.
-- What is ready to go out goes before what has yet to be understood: in a burst nobody waits for everybody's turn.
-- Planned once a connection, whatever the queue held then, and always by key: what is empty now may soon be long. Without
-- plain scans of an index none is read from end to end, which looks cheapest where there is hardly anything.
CREATE OR REPLACE FUNCTION enqueue_job(
  identifier text, payload json, queue_name text, job_key text, run_at timestamptz, max_attempts integer, job_key_mode text
) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_indexscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  SELECT graphile_worker.add_job(
    identifier := enqueue_job.identifier, payload := enqueue_job.payload, queue_name := enqueue_job.queue_name,
    run_at := enqueue_job.run_at, max_attempts := enqueue_job.max_attempts, job_key := enqueue_job.job_key,
    -- Fetching comes first: who wrote is not in the record before that. What nobody waits for comes last.
    priority := CASE enqueue_job.identifier WHEN 'pull' THEN -2 WHEN 'remember' THEN 4 WHEN 'analyse_lead' THEN 4
      WHEN 'deliver' THEN CASE enqueue_job.payload->>'lane' WHEN 'campaign' THEN 6 WHEN 'mirror' THEN 5 WHEN 'unhurried' THEN 5
        WHEN 'staff' THEN 0 ELSE -1 END
      ELSE 0 END,
    job_key_mode := enqueue_job.job_key_mode)
$$;
REVOKE ALL ON FUNCTION enqueue_job(text, json, text, text, timestamptz, integer, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enqueue_job(text, json, text, text, timestamptz, integer, text) TO deskhand_app, deskhand_system;

-- step
-- Many at once, as intake adds them: one call instead of one a chat, which took twelve times as long as the receipts.
-- No key may come twice, and sorted keys cannot deadlock.
-- Where a job waits that would be the same, nothing is written: held until the commit, no worker takes it before it can see
-- what it is for. Whoever looked meanwhile is woken.
CREATE OR REPLACE FUNCTION enqueue_jobs(identifiers text[], payloads json[], job_keys text[], due timestamptz[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_indexscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  waiting text[];
BEGIN
  -- Key by key: a join may compare each that waits with each that comes.
  SELECT array_agg(held.key) INTO waiting FROM unnest(job_keys, payloads) AS t (key, payload) CROSS JOIN LATERAL (
    SELECT j.key FROM graphile_worker._private_jobs j
    WHERE j.key = t.key AND j.payload::text = t.payload::text AND j.is_available AND j.run_at <= now() AND j.priority <= 0
    LIMIT 1 FOR KEY SHARE OF j SKIP LOCKED
  ) AS held;
  IF waiting IS NOT NULL THEN
    PERFORM pg_notify('jobs:insert', '{"count":' || cardinality(waiting) || '}');
  END IF;
  IF cardinality(waiting) = cardinality(job_keys) THEN
    RETURN;
  END IF;
  PERFORM graphile_worker.add_jobs(added.specs) FROM (
    SELECT array_agg((t.identifier, t.payload, NULL, t.due, NULL, t.job_key,
      CASE t.identifier WHEN 'pull' THEN -2 ELSE 0 END, NULL)::graphile_worker.job_spec) AS specs
    FROM unnest(identifiers, payloads, job_keys, enqueue_jobs.due) AS t (identifier, payload, job_key, due)
    WHERE waiting IS NULL OR t.job_key <> ALL (waiting)
  ) AS added WHERE added.specs IS NOT NULL;
END $$;
REVOKE ALL ON FUNCTION enqueue_jobs(text[], json[], text[], timestamptz[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enqueue_jobs(text[], json[], text[], timestamptz[]) TO deskhand_system;

-- step
-- For processes of the version before, which run on while the database is migrated.
CREATE OR REPLACE FUNCTION enqueue_jobs(identifiers text[], payloads json[], job_keys text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT public.enqueue_jobs(identifiers, payloads, job_keys, NULL)
$$;
REVOKE ALL ON FUNCTION enqueue_jobs(text[], json[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enqueue_jobs(text[], json[], text[]) TO deskhand_system;

-- step
GRANT USAGE ON SCHEMA graphile_worker TO deskhand_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO deskhand_system;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA graphile_worker TO deskhand_system;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO deskhand_system;
-- step
DO $$
DECLARE
  name text;
BEGIN
  FOR name IN
    SELECT relname FROM pg_class WHERE relnamespace = 'graphile_worker'::regnamespace AND relkind = 'r' AND relrowsecurity
  LOOP
    IF NOT EXISTS (SELECT FROM pg_policies WHERE schemaname = 'graphile_worker' AND tablename = name AND policyname = 'deskhand_system') THEN
      EXECUTE format('CREATE POLICY deskhand_system ON graphile_worker.%I TO deskhand_system USING (true) WITH CHECK (true)', name);
    END IF;
  END LOOP;
END $$;
