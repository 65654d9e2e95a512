import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { RuleError } from "../../infra/errors.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import type { Campaign } from "./campaign.ts";
import { firstRun, type Recurrence } from "./campaign-schedule.ts";
import { type CampaignAct, nextCampaignStatus } from "./campaign-state.ts";
import { failPending, withdrawQueued } from "./withdraw-queued.ts";

interface By {
  by: AuditEntry["by"];
  at: Date;
}

/**
 * Sets when a campaign begins; nobody but its approver makes it ready for that. A recurring one runs first at its time of
 * day at or after `startAt`. The campaign is locked. @throws RuleError `campaign.unapproved`, `campaign.state`.
 */
export async function scheduleCampaign(
  scope: OrgScope,
  campaign: Campaign,
  { startAt, zone, ...who }: By & { startAt: Date; zone: string },
): Promise<Date> {
  if (!campaign.approved_at) {
    const words = {
      en: `${campaign.campaign_code} is not approved yet: somebody other than its author must. /approvals lists what waits.`,
      zh: `${campaign.campaign_code} 尚未获批，须由作者以外的人审批。/approvals 查看待审批内容。`,
    };
    throw new RuleError("campaign.unapproved", words.en, { words });
  }
  const isRecurring = campaign.type === "recurring";
  const begins = isRecurring ? firstRun(campaign.schedule as Recurrence, startAt, zone) : startAt;
  await move(scope, campaign, "schedule", who, {
    scheduled_at: begins,
    ...(isRecurring ? { next_run_at: begins } : {}),
  });
  return begins;
}

/** Stops a campaign for now: what waits to go out does not, and waits for `resumeCampaign`. Locked. */
export async function pauseCampaign(scope: OrgScope, campaign: Campaign, who: By): Promise<number> {
  await move(scope, campaign, "pause", who);
  return withdrawQueued(scope, campaign.id, { isAgain: true, at: who.at });
}

/** Lets a paused campaign go on where it was. Locked. */
export async function resumeCampaign(scope: OrgScope, campaign: Campaign, who: By): Promise<void> {
  await move(scope, campaign, "resume", who);
}

/** Ends a campaign for good: nothing of it that has not gone out will. Locked. */
export async function cancelCampaign(scope: OrgScope, campaign: Campaign, who: By): Promise<number> {
  await move(scope, campaign, "cancel", who, { completed_at: who.at });
  const withdrawn = await withdrawQueued(scope, campaign.id, { isAgain: false, at: who.at });
  return withdrawn + (await failPending(scope, campaign.id, { reason: "cancelled" }));
}

/** What the clock does to a campaign: its time has come, or everything of it is done. Locked. */
export async function moveByItself(
  scope: OrgScope,
  campaign: Campaign,
  act: "start" | "complete",
  at: Date,
): Promise<void> {
  const change = act === "start" ? { started_at: at, checked_until: at } : { completed_at: at };
  await move(scope, campaign, act, { by: { actor: "job" }, at }, change);
}

async function move(
  { trx, orgId }: OrgScope,
  campaign: Campaign,
  act: CampaignAct,
  { by, at }: By,
  change: Partial<Campaign> = {},
): Promise<void> {
  const { status: before, started_at: startedAt, campaign_code: code } = campaign;
  const after = nextCampaignStatus({ status: before, hasStarted: startedAt !== null }, act);
  if (after === null) {
    const words = {
      en: `${code} is ${before}: it cannot be changed like that now.`,
      zh: `${code} 当前状态（${before}）不允许此操作。`,
    };
    throw new RuleError("campaign.state", words.en, { words });
  }
  Object.assign(campaign, change, { status: after });
  await trx("campaigns")
    .where({ org_id: orgId, id: campaign.id })
    .update({ ...change, status: after, updated_at: at });
  const changes = { campaign_code: code, before, after, ...(change.scheduled_at ? { at: change.scheduled_at } : {}) };
  const about = { resourceType: "campaign", resourceId: campaign.id, changes };
  await writeAudit(trx, { orgId, by, action: `campaign.${act}`, ...about });
}
