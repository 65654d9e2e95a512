import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { RuleError } from "../../../infra/errors.ts";
import { type AuditEntry, writeAudit } from "../../control/audit-log.ts";
import { firstRun } from "../campaign-schedule.ts";
import { withdrawTexts } from "./withdraw-texts.ts";
import { triggerOf, type Workflow } from "./workflow.ts";

interface By {
  by: AuditEntry["by"];
  at: Date;
}

/**
 * Lets a workflow begin and go on: what happens from now on begins it, and who is in it goes on where they were. Locked.
 * False when it is at work already. @throws RuleError `workflow.unapproved`
 */
export async function activateWorkflow(
  scope: OrgScope,
  workflow: Workflow,
  { by, at, zone }: By & { zone: string },
): Promise<boolean> {
  refuseUnapproved(workflow);
  if (workflow.is_active) return false;
  const trigger = triggerOf(workflow);
  const next = trigger.type === "schedule" ? firstRun(trigger, at, zone) : null;
  await change(scope, workflow, { is_active: true, activated_at: at, checked_until: at, next_run_at: next }, at);
  await note(scope, workflow, by, "activate");
  return true;
}

/**
 * Stops a workflow for now: nothing begins it, who is in it stays where they are, and its texts that wait do not go out, now
 * or later. Locked. False when it is not at work.
 */
export async function deactivateWorkflow(scope: OrgScope, workflow: Workflow, { by, at }: By): Promise<boolean> {
  if (!workflow.is_active) return false;
  await change(scope, workflow, { is_active: false, next_run_at: null }, at);
  await withdrawTexts(scope, workflow, { customerIds: null, at });
  await note(scope, workflow, by, "deactivate");
  return true;
}

function refuseUnapproved({ name, approved_at }: Workflow): void {
  if (approved_at !== null) return;
  const words = {
    en: `“${name}” is not approved: somebody other than its author must do that first. /approvals lists what waits.`,
    zh: `“${name}”尚未获批，须由作者以外的人审批。/approvals 查看待审批内容。`,
  };
  throw new RuleError("workflow.unapproved", words.en, { words });
}

async function change(
  { trx, orgId }: OrgScope,
  workflow: Workflow,
  columns: Partial<Workflow>,
  at: Date,
): Promise<void> {
  Object.assign(workflow, columns);
  await trx("workflows")
    .where({ org_id: orgId, id: workflow.id })
    .update({ ...columns, updated_at: at });
}

async function note({ trx, orgId }: OrgScope, { id, name }: Workflow, by: By["by"], act: string): Promise<void> {
  const about = { resourceType: "workflow", resourceId: id, changes: { name } };
  await writeAudit(trx, { orgId, by, action: `workflow.${act}`, ...about });
}
