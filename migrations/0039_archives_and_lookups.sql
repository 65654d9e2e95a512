-- Why: months of messages can be taken out of the table, kept beside it or in a file, and brought back, and a month that
-- was taken out by hand no longer stands in the way of messages dated in it. Makes a schema and two tables and replaces a
-- function. And what is looked up by e-mail address, name, WeChat id or the end of a phone number is found by an index:
-- behind row-level security PostgreSQL uses none on an expression such as lower(email), because lower() might tell what it
-- saw of another organisation, and read every customer instead. A column with that value it may compare.
-- Locks: customers and leads are rewritten for these columns, and nobody reads or writes them meanwhile (about a second
-- for 100,000 rows); writers of conversations, deliveries and desk_threads wait while their indexes are built (a second for a million rows):
-- make those with CREATE INDEX CONCURRENTLY IF NOT EXISTS before, where that is too long. Older code runs against the result.

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

ALTER TABLE customers
  ADD COLUMN name_key text GENERATED ALWAYS AS (lower(name)) STORED,
  ADD COLUMN email_key text GENERATED ALWAYS AS (lower(email)) STORED,
  ADD COLUMN wechat_key text GENERATED ALWAYS AS (lower(wechat_id)) STORED,
  -- Numbers are written with and without a country's prefix: the last digits are compared first.
  ADD COLUMN phone_end text GENERATED ALWAYS AS (right(regexp_replace(phone, '\D', '', 'g'), 8)) STORED;
DROP INDEX customers_name, customers_email, customers_phone_end;
CREATE INDEX customers_name ON customers (org_id, name_key);
CREATE INDEX customers_email ON customers (org_id, email_key) WHERE email_key IS NOT NULL;
CREATE INDEX customers_wechat_key ON customers (org_id, wechat_key) WHERE wechat_key IS NOT NULL;
CREATE INDEX customers_phone_end ON customers (org_id, phone_end) WHERE phone_end IS NOT NULL;

ALTER TABLE leads
  ADD COLUMN name_key text GENERATED ALWAYS AS (lower(contact_name)) STORED,
  ADD COLUMN email_key text GENERATED ALWAYS AS (lower(contact_email)) STORED,
  ADD COLUMN wechat_key text GENERATED ALWAYS AS (lower(contact_wechat)) STORED,
  ADD COLUMN phone_end text GENERATED ALWAYS AS (right(regexp_replace(contact_phone, '\D', '', 'g'), 8)) STORED;
DROP INDEX leads_email, leads_phone_end;
CREATE INDEX leads_name ON leads (org_id, name_key) WHERE name_key IS NOT NULL;
CREATE INDEX leads_email ON leads (org_id, email_key) WHERE email_key IS NOT NULL;
CREATE INDEX leads_wechat_key ON leads (org_id, wechat_key) WHERE wechat_key IS NOT NULL;
CREATE INDEX leads_phone_end ON leads (org_id, phone_end) WHERE phone_end IS NOT NULL;

-- Every five minutes the funnel follows whoever something changed about.
CREATE INDEX customers_updated ON customers (org_id, updated_at);
CREATE INDEX customers_contacted ON customers (org_id, last_contact_at);
CREATE INDEX IF NOT EXISTS conversations_updated ON conversations (org_id, updated_at);
CREATE INDEX IF NOT EXISTS conversations_spoken ON conversations (org_id, last_message_at);
CREATE INDEX leads_updated ON leads (org_id, updated_at);

-- The digest counts a day's conversations, and what was sent in it.
CREATE INDEX IF NOT EXISTS conversations_created ON conversations (org_id, created_at);
CREATE INDEX IF NOT EXISTS deliveries_created ON deliveries (org_id, created_at) WHERE audience = 'customer';

-- What figures of a day or a month look for, and the alerts that a storm stands for.
CREATE INDEX IF NOT EXISTS customer_external_refs_opened ON customer_external_refs (org_id, account_opened_at) WHERE account_opened_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS withdrawals_processed ON withdrawals (org_id, processed_at) WHERE processed_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS funnel_bofu_vip ON funnel_bofu (org_id, vip_since) WHERE vip_since IS NOT NULL;
CREATE INDEX IF NOT EXISTS alerts_created ON alerts (org_id, created_at);
CREATE INDEX IF NOT EXISTS alerts_storm ON alerts (storm_id) WHERE storm_id IS NOT NULL;

-- A place at the desk that was asked for and is not open yet.
CREATE INDEX IF NOT EXISTS desk_threads_opening ON desk_threads (channel_id, chat_id, title) WHERE thread_id IS NULL;
