-- Why: what people are looked up by (e-mail address, name, WeChat id, the end of a phone number) is found by an index. Behind
-- row-level security PostgreSQL uses none on an expression such as lower(email), because lower() might tell what it saw of
-- another organisation, and reads every customer instead. A column with that value it may compare. A computed column would
-- rewrite its table while nobody can read it, so a trigger fills these.
-- Locks: customers, leads and customer_contacts for a moment (columns and triggers, no rewrite); then their rows are filled two
-- thousand at a time, each batch a transaction of its own, and the indexes built beside the work. Older code runs against
-- the result.

-- step
CREATE OR REPLACE FUNCTION keep_customer_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.name_key := lower(NEW.name);
  NEW.email_key := lower(NEW.email);
  NEW.wechat_key := lower(NEW.wechat_id);
  -- Numbers are written with and without a country's prefix: the last digits are compared first.
  NEW.phone_end := right(regexp_replace(NEW.phone, '\D', '', 'g'), 8);
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION keep_lead_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.name_key := lower(NEW.contact_name);
  NEW.email_key := lower(NEW.contact_email);
  NEW.wechat_key := lower(NEW.contact_wechat);
  NEW.phone_end := right(regexp_replace(NEW.contact_phone, '\D', '', 'g'), 8);
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION keep_contact_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.email_key := lower(NEW.email);
  NEW.wechat_key := lower(NEW.wechat_id);
  NEW.phone_end := right(regexp_replace(NEW.phone, '\D', '', 'g'), 8);
  RETURN NEW;
END $$;

-- Indexes on the expressions, which nothing uses behind row-level security.
-- step
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['customers_name', 'customers_email', 'customers_phone_end', 'leads_email', 'leads_phone_end'] LOOP
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(name) AND indexprs IS NOT NULL) THEN
      EXECUTE format('DROP INDEX %I', name);
    END IF;
  END LOOP;
END $$;

-- ALWAYS: also for what is restored or copied with session_replication_role = replica, as a computed column would.
-- DROP EXPRESSION is for a database that got computed columns from an unreleased version: what is in them stays.
-- step
ALTER TABLE customers
  ADD COLUMN IF NOT EXISTS name_key text,
  ADD COLUMN IF NOT EXISTS email_key text,
  ADD COLUMN IF NOT EXISTS wechat_key text,
  ADD COLUMN IF NOT EXISTS phone_end text;
ALTER TABLE customers
  ALTER COLUMN name_key DROP EXPRESSION IF EXISTS,
  ALTER COLUMN email_key DROP EXPRESSION IF EXISTS,
  ALTER COLUMN wechat_key DROP EXPRESSION IF EXISTS,
  ALTER COLUMN phone_end DROP EXPRESSION IF EXISTS;
CREATE OR REPLACE TRIGGER keep_keys
  BEFORE INSERT OR UPDATE OF name, email, wechat_id, phone, name_key, email_key, wechat_key, phone_end ON customers
  FOR EACH ROW EXECUTE FUNCTION keep_customer_keys();
ALTER TABLE customers ENABLE ALWAYS TRIGGER keep_keys;
-- step
ALTER TABLE leads
  ADD COLUMN IF NOT EXISTS name_key text,
  ADD COLUMN IF NOT EXISTS email_key text,
  ADD COLUMN IF NOT EXISTS wechat_key text,
  ADD COLUMN IF NOT EXISTS phone_end text;
ALTER TABLE leads
  ALTER COLUMN name_key DROP EXPRESSION IF EXISTS,
  ALTER COLUMN email_key DROP EXPRESSION IF EXISTS,
  ALTER COLUMN wechat_key DROP EXPRESSION IF EXISTS,
  ALTER COLUMN phone_end DROP EXPRESSION IF EXISTS;
CREATE OR REPLACE TRIGGER keep_keys
  BEFORE INSERT OR UPDATE OF contact_name, contact_email, contact_wechat, contact_phone, name_key, email_key, wechat_key, phone_end
  ON leads FOR EACH ROW EXECUTE FUNCTION keep_lead_keys();
ALTER TABLE leads ENABLE ALWAYS TRIGGER keep_keys;
-- step
ALTER TABLE customer_contacts
  ADD COLUMN IF NOT EXISTS email_key text,
  ADD COLUMN IF NOT EXISTS wechat_key text,
  ADD COLUMN IF NOT EXISTS phone_end text;
ALTER TABLE customer_contacts
  ALTER COLUMN email_key DROP EXPRESSION IF EXISTS,
  ALTER COLUMN wechat_key DROP EXPRESSION IF EXISTS,
  ALTER COLUMN phone_end DROP EXPRESSION IF EXISTS;
CREATE OR REPLACE TRIGGER keep_keys
  BEFORE INSERT OR UPDATE OF email, wechat_id, phone, email_key, wechat_key, phone_end ON customer_contacts
  FOR EACH ROW EXECUTE FUNCTION keep_contact_keys();
ALTER TABLE customer_contacts ENABLE ALWAYS TRIGGER keep_keys;

-- The trigger computes; rows that have their keys already are passed over.
-- step
DO $$
DECLARE
  last uuid := '00000000-0000-0000-0000-000000000000';
  batch uuid[];
BEGIN
  LOOP
    batch := ARRAY(SELECT id FROM customers WHERE id > last ORDER BY id LIMIT 2000);
    EXIT WHEN cardinality(batch) = 0;
    UPDATE customers SET name_key = NULL WHERE id = ANY (batch) AND name_key IS NULL;
    COMMIT;
    last := batch[cardinality(batch)];
  END LOOP;
END $$;
-- step
DO $$
DECLARE
  last uuid := '00000000-0000-0000-0000-000000000000';
  batch uuid[];
BEGIN
  LOOP
    batch := ARRAY(SELECT id FROM leads WHERE id > last ORDER BY id LIMIT 2000);
    EXIT WHEN cardinality(batch) = 0;
    UPDATE leads SET name_key = NULL WHERE id = ANY (batch) AND name_key IS NULL AND email_key IS NULL AND wechat_key IS NULL
      AND phone_end IS NULL AND coalesce(contact_name, contact_email, contact_wechat, contact_phone) IS NOT NULL;
    COMMIT;
    last := batch[cardinality(batch)];
  END LOOP;
END $$;
-- step
DO $$
DECLARE
  last uuid := '00000000-0000-0000-0000-000000000000';
  batch uuid[];
BEGIN
  LOOP
    batch := ARRAY(SELECT id FROM customer_contacts WHERE id > last ORDER BY id LIMIT 2000);
    EXIT WHEN cardinality(batch) = 0;
    UPDATE customer_contacts SET email_key = NULL WHERE id = ANY (batch) AND email_key IS NULL AND wechat_key IS NULL
      AND phone_end IS NULL AND coalesce(email, wechat_id, phone) IS NOT NULL;
    COMMIT;
    last := batch[cardinality(batch)];
  END LOOP;
END $$;

-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_name ON customers (org_id, name_key);
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_email ON customers (org_id, email_key) WHERE email_key IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_wechat_key ON customers (org_id, wechat_key) WHERE wechat_key IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_phone_end ON customers (org_id, phone_end) WHERE phone_end IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS leads_name ON leads (org_id, name_key) WHERE name_key IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS leads_email ON leads (org_id, email_key) WHERE email_key IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS leads_wechat_key ON leads (org_id, wechat_key) WHERE wechat_key IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS leads_phone_end ON leads (org_id, phone_end) WHERE phone_end IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customer_contacts_email ON customer_contacts (org_id, email_key) WHERE email_key IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customer_contacts_wechat_key ON customer_contacts (org_id, wechat_key)
  WHERE wechat_key IS NOT NULL;
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customer_contacts_phone_end ON customer_contacts (org_id, phone_end) WHERE phone_end IS NOT NULL;
