-- Why: one id follows a message from the webhook to what is sent for it, through every process that works on it, in the
-- log and in traces. What goes on with the work finds the id with the work.
-- Locks: inbound_receipts and deliveries for a moment each; the columns have no default, so nothing is rewritten. Older
-- code runs against the result: what it writes has no trace, and a new one begins where that is worked.

-- W3C Trace Context, as in a `traceparent` header.
ALTER TABLE inbound_receipts ADD COLUMN trace text;
ALTER TABLE deliveries ADD COLUMN trace text;
