-- Why: customers are found, and proposed as one person, by the contacts that staff keep of them too. Locks: customer_contacts
-- against reads and writes while it is written anew (a few rows a customer: seconds for some hundred thousand). Older code runs
-- against the result: it names the columns that it reads and writes.

ALTER TABLE customer_contacts
  ADD COLUMN email_key text GENERATED ALWAYS AS (lower(email)) STORED,
  ADD COLUMN wechat_key text GENERATED ALWAYS AS (lower(wechat_id)) STORED,
  -- Numbers are written with and without a country's prefix: the last digits are compared first.
  ADD COLUMN phone_end text GENERATED ALWAYS AS (right(regexp_replace(phone, '\D', '', 'g'), 8)) STORED;
CREATE INDEX customer_contacts_email ON customer_contacts (org_id, email_key) WHERE email_key IS NOT NULL;
CREATE INDEX customer_contacts_wechat_key ON customer_contacts (org_id, wechat_key) WHERE wechat_key IS NOT NULL;
CREATE INDEX customer_contacts_phone_end ON customer_contacts (org_id, phone_end) WHERE phone_end IS NOT NULL;
