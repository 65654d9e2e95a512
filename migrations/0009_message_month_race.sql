-- Why: two turns that need the same new month at once could both try to make it. Waiting for the advisory lock takes in
-- no news about tables, so the second still did not see the first one's; now it learns of it from the attempt itself.
-- Replaces a function; locks nothing, and older code runs against it as before.

CREATE OR REPLACE FUNCTION ensure_message_partition(at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  first_day date := date_trunc('month', at AT TIME ZONE 'UTC');
  next_day date := first_day + interval '1 month';
  partition_name text := 'messages_' || to_char(first_day, 'YYYY_MM');
  home text := (SELECT n.nspname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE p.proname = 'ensure_message_partition' LIMIT 1);
BEGIN
  IF first_day < date '2000-01-01' OR first_day > (now() + interval '400 days')::date THEN
    RAISE EXCEPTION 'no partition of messages for %', first_day USING ERRCODE = 'check_violation';
  END IF;
  IF to_regclass(format('%I.%I', home, partition_name)) IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('deskhand.messages.partition'));
  EXECUTE format('CREATE TABLE %I.%I (LIKE %I.messages INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', home, partition_name, home);
  EXECUTE format('ALTER TABLE %I.messages ATTACH PARTITION %I.%I FOR VALUES FROM (%L) TO (%L)', home, home, partition_name,
    first_day::text || ' 00:00:00+00', next_day::text || ' 00:00:00+00');
EXCEPTION WHEN duplicate_table THEN
  -- Whoever was first made and attached it in one transaction, which the lock has waited for.
  NULL;
END $$;
