import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { RuleError } from "../../infra/errors.ts";
import { writeAudit } from "../control/audit-log.ts";
import type { Campaign } from "./campaign.ts";

export type CampaignDecision = { userId: string; at: Date } & (
  | { decision: "approve" }
  | { decision: "reject"; reason: string }
);

/**
 * Decides on a campaign, which is locked. Approved, it can be scheduled; rejected, it is cancelled and its author writes
 * another. @throws RuleError `approval.own` for the author, `campaign.decided`.
 */
export async function decideCampaign(scope: OrgScope, campaign: Campaign, made: CampaignDecision): Promise<void> {
  const { trx, orgId } = scope;
  refuseDecision(campaign, made.userId);
  const isApproved = made.decision === "approve";
  await trx("campaigns")
    .where({ org_id: orgId, id: campaign.id })
    .update({
      ...(isApproved
        ? { approved_by: made.userId, approved_at: made.at }
        : { status: "cancelled", completed_at: made.at }),
      updated_at: made.at,
    });
  await endApproval(scope, campaign, made);
  const { campaign_code, name } = campaign;
  await writeAudit(trx, {
    orgId,
    by: { userId: made.userId },
    action: `campaign.${made.decision}`,
    resourceType: "campaign",
    resourceId: campaign.id,
    changes: { campaign_code, name, ...(made.decision === "reject" ? { reason: made.reason } : {}) },
  });
}

function refuseDecision({ campaign_code: code, created_by, approved_at, status }: Campaign, userId: string): void {
  if (created_by === userId) {
    const words = {
      en: `You wrote ${code}: another person must decide on it.`,
      zh: `${code} 由您撰写，须由他人审批。`,
    };
    throw new RuleError("approval.own", words.en, { words });
  }
  if (approved_at !== null || status !== "draft") {
    const words = { en: `${code} does not wait for approval.`, zh: `${code} 无需审批。` };
    throw new RuleError("campaign.decided", words.en, { words });
  }
}

async function endApproval({ trx, orgId }: OrgScope, { id }: Campaign, made: CampaignDecision): Promise<void> {
  await trx("approvals")
    .where({ org_id: orgId, kind: "campaign", resource_id: id, status: "pending" })
    .update({
      status: made.decision === "approve" ? "approved" : "rejected",
      decided_by: made.userId,
      decided_at: made.at,
      decision_reason: made.decision === "reject" ? made.reason : null,
    });
}
