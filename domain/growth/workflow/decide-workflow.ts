import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { RuleError } from "../../../infra/errors.ts";
import { writeAudit } from "../../control/audit-log.ts";
import type { CampaignDecision } from "../decide-campaign.ts";
import type { Workflow } from "./workflow.ts";

/**
 * Decides on a workflow, which is locked. Approved, it can be activated; rejected, it never will be.
 * @throws RuleError `approval.own` for the author, `workflow.decided`.
 */
export async function decideWorkflow(scope: OrgScope, workflow: Workflow, made: CampaignDecision): Promise<void> {
  const { trx, orgId } = scope;
  refuseDecision(workflow, made.userId);
  const isApproved = made.decision === "approve";
  const change = isApproved ? { approved_by: made.userId, approved_at: made.at } : { rejected_at: made.at };
  Object.assign(workflow, change);
  await trx("workflows")
    .where({ org_id: orgId, id: workflow.id })
    .update({ ...change, updated_at: made.at });
  const reason = made.decision === "reject" ? made.reason : null;
  await trx("approvals")
    .where({ org_id: orgId, kind: "workflow", resource_id: workflow.id, status: "pending" })
    .update({
      status: isApproved ? "approved" : "rejected",
      decided_by: made.userId,
      decided_at: made.at,
      decision_reason: reason,
    });
  await writeAudit(trx, {
    ...{ orgId, by: { userId: made.userId }, action: `workflow.${made.decision}` },
    ...{ resourceType: "workflow", resourceId: workflow.id },
    changes: { name: workflow.name, ...(reason === null ? {} : { reason }) },
  });
}

function refuseDecision({ name, created_by, approved_at, rejected_at }: Workflow, userId: string): void {
  if (created_by === userId) {
    const words = {
      en: `You wrote “${name}”: another person must decide on it.`,
      zh: `“${name}”由您撰写，须由他人审批。`,
    };
    throw new RuleError("approval.own", words.en, { words });
  }
  if (approved_at !== null || rejected_at !== null) {
    const words = { en: `“${name}” does not wait for approval.`, zh: `“${name}”无需审批。` };
    throw new RuleError("workflow.decided", words.en, { words });
  }
}
