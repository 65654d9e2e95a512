-- Why: the audit trail says from which address, and with which program, an act was asked for over HTTP. Locks: audit_logs for
-- a moment; defaults of columns that were there rewrite nothing. Older code runs against the result: its rows have neither.

ALTER TABLE audit_logs
  -- Set for the transaction that acts, as came_from is.
  ALTER COLUMN ip_address SET DEFAULT nullif(current_setting('deskhand.ip_address', true), '')::inet,
  ALTER COLUMN user_agent SET DEFAULT nullif(current_setting('deskhand.user_agent', true), '');
