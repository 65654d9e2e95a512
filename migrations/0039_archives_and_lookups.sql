-- Why: months of messages can be taken out of the table, kept beside it or in a file, and brought back, and a month that
-- was taken out by hand no longer stands in the way of messages dated in it. Makes a schema and two tables and replaces a
-- function. Locks: none. What pages and figures of many rows are read by is indexed by 0062, what people are looked up by is
-- kept and indexed by 0063. Older code runs against the result.

-- Months that were taken out. Nobody but the owner has any right in it.
CREATE SCHEMA deskhand_archive;

-- What became of each month that was taken out: no organisation's own, for a month holds the messages of all.
CREATE TABLE message_archives (
  id uuid PRIMARY KEY,
  month date NOT NULL CHECK (extract(day FROM month) = 1),
  -- In deskhand_archive, while it is kept there.
  table_name text,
  messages bigint NOT NULL CHECK (messages >= 0),
  state text NOT NULL CHECK (state IN ('kept', 'dropped', 'attached')),
  -- The file that it was written to, and the SHA-256 of that file.
  file text,
  sha256 text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  archived_at timestamptz NOT NULL,
  archived_by text NOT NULL,
  changed_at timestamptz NOT NULL,
  CHECK ((state = 'kept') = (table_name IS NOT NULL)),
  CHECK (state <> 'dropped' OR sha256 IS NOT NULL)
);
CREATE INDEX message_archives_month ON message_archives (month);

-- Whose messages are in it, so that nobody takes what is archived for what was never said.
CREATE TABLE message_archive_parts (
  archive_id uuid NOT NULL REFERENCES message_archives (id),
  org_id uuid NOT NULL REFERENCES organizations (id),
  conversation_id uuid NOT NULL,
  messages integer NOT NULL CHECK (messages > 0),
  PRIMARY KEY (archive_id, conversation_id)
);
CREATE INDEX message_archive_parts_conversation ON message_archive_parts (conversation_id);
CREATE TRIGGER keep_what_is_held BEFORE DELETE ON message_archive_parts FOR EACH ROW EXECUTE FUNCTION keep_what_is_held('');
CREATE TRIGGER keep_whole_while_held BEFORE TRUNCATE ON message_archive_parts EXECUTE FUNCTION keep_whole_while_held();

-- As before, but a table of the month's name that is no partition of messages (somebody took it out) is left alone: the
-- month gets another one, messages_2024_02_2. Without that its messages would fall into the default partition, which
-- then forbids every partition of that month.
CREATE OR REPLACE FUNCTION ensure_message_partition(at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  first_day date := date_trunc('month', at AT TIME ZONE 'UTC');
  next_day date := first_day + interval '1 month';
  month_name text := 'messages_' || to_char(first_day, 'YYYY_MM');
  partition_name text := month_name;
  copy integer := 1;
  home text := (SELECT n.nspname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE p.proname = 'ensure_message_partition' LIMIT 1);
  parent regclass := format('%I.messages', home)::regclass;
BEGIN
  IF first_day < date '2000-01-01' OR first_day > (now() + interval '400 days')::date THEN
    RAISE EXCEPTION 'no partition of messages for %', first_day USING ERRCODE = 'check_violation';
  END IF;
  LOOP
    IF EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = parent AND i.inhrelid = to_regclass(format('%I.%I', home, partition_name))) THEN
      RETURN;
    END IF;
    EXIT WHEN to_regclass(format('%I.%I', home, partition_name)) IS NULL;
    copy := copy + 1;
    partition_name := month_name || '_' || copy;
  END LOOP;
  PERFORM pg_advisory_xact_lock(hashtext('deskhand.messages.partition'));
  EXECUTE format('CREATE TABLE %I.%I (LIKE %I.messages INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', home, partition_name, home);
  EXECUTE format('ALTER TABLE %I.messages ATTACH PARTITION %I.%I FOR VALUES FROM (%L) TO (%L)', home, home, partition_name,
    first_day::text || ' 00:00:00+00', next_day::text || ' 00:00:00+00');
EXCEPTION WHEN duplicate_table THEN
  -- Whoever was first made and attached it in one transaction, which the lock has waited for.
  NULL;
END $$;
