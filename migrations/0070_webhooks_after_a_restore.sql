-- Why: a server that a dump is restored into counts its transactions anew. Events of before keep their numbers, which say nothing
-- there: what is taken over for an endpoint is told from them by the events' own numbers, which go on.
-- Locks: webhook_endpoints, a small table, for a moment. Older code runs against the result.

-- Events up to this number were taken over; -1: there was no restore.
ALTER TABLE webhook_endpoints ADD COLUMN restored_up_to bigint NOT NULL DEFAULT -1;
