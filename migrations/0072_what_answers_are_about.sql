-- Why: an answer of the programming interface that is given again gives a customer's data again, and the trail says whose.
-- Locks: api_answers for a moment; nothing is rewritten. Older code runs against the result and leaves the columns empty.

ALTER TABLE api_answers ADD COLUMN resource_type text, ADD COLUMN resource_id uuid;
