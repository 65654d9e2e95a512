-- Why: a machine translation is an offer of its own kind, so that what was sent from one is known. Locks: the check of a
-- small table, for a moment; its rows are not looked at again.

ALTER TABLE desk_offers DROP CONSTRAINT desk_offers_kind_check;
ALTER TABLE desk_offers ADD CONSTRAINT desk_offers_kind_check
  CHECK (kind IN ('answer', 'script', 'line', 'translation')) NOT VALID;

-- A conversation's thread is closed at the platform when it is resolved, and opened again with it. Locks: the check of the
-- largest queue, for a moment; its rows are not looked at again.
ALTER TABLE deliveries DROP CONSTRAINT deliveries_operation_check;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_operation_check
  CHECK (operation IN ('send', 'edit', 'delete', 'open', 'close', 'reopen',
   'take_session')) NOT VALID;
