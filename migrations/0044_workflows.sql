-- Why: workflows come to life. A workflow gets its approval and how far what begins it has been looked at; an
-- execution gets what began it, so that nothing begins it twice, and nobody is in one workflow twice at a time. Locks
-- workflows and workflow_executions, which nobody has written so far, and approvals, for a moment. Older code runs against
-- the result.

ALTER TABLE workflows
  ADD COLUMN approved_by uuid REFERENCES users (id),
  ADD COLUMN approved_at timestamptz,
  -- It will not be approved: its name is free again.
  ADD COLUMN rejected_at timestamptz,
  -- Since when what happens begins it.
  ADD COLUMN activated_at timestamptz,
  -- Up to when events have been looked at.
  ADD COLUMN checked_until timestamptz,
  -- Of one by schedule: when it runs next (null: never again), the run that goes on, and the last one that all have entered.
  ADD COLUMN next_run_at timestamptz,
  ADD COLUMN run text,
  ADD COLUMN entered_run text,
  ADD CONSTRAINT workflows_own_approval CHECK (approved_by IS NULL OR created_by IS NULL OR approved_by <> created_by),
  ADD CONSTRAINT workflows_unapproved CHECK (NOT is_active OR approved_at IS NOT NULL);
CREATE UNIQUE INDEX workflows_name ON workflows (org_id, lower(name)) WHERE rejected_at IS NULL;

ALTER TABLE workflow_executions
  -- What began it: an activity, a lead, the day of a run. Null: a person or another system.
  ADD COLUMN event text;
CREATE UNIQUE INDEX workflow_executions_open ON workflow_executions (workflow_id, target_type, target_id)
  WHERE status IN ('running', 'waiting');
CREATE UNIQUE INDEX workflow_executions_event ON workflow_executions (workflow_id, target_type, target_id, event)
  WHERE event IS NOT NULL;

ALTER TABLE approvals DROP CONSTRAINT approvals_kind_check;
ALTER TABLE approvals ADD CONSTRAINT approvals_kind_check
  CHECK (kind IN ('claim', 'script', 'campaign', 'knowledge', 'file', 'material', 'workflow')) NOT VALID;
