-- Why: a number that a system knows a customer by is not yet an account there. Only where one was opened does the funnel
-- count it, from that day. Locks: a new column without a rewrite. Older code runs against the result.

ALTER TABLE customer_external_refs
  -- When the account that the number names was opened; null: it names the customer in some other system.
  ADD COLUMN account_opened_at timestamptz;
