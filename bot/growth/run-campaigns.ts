import type { Reach } from "../../domain/growth/audience.ts";
import { type Campaign, lockCampaign } from "../../domain/growth/campaign.ts";
import { nextRun, type Recurrence, runName } from "../../domain/growth/campaign-schedule.ts";
import { ENTERED_AT_ONCE, enterByEvents, enterSegment } from "../../domain/growth/enter-executions.ts";
import { type GrowthSettings, readGrowthSettings } from "../../domain/growth/growth-settings.ts";
import { moveByItself } from "../../domain/growth/move-campaign.ts";
import { hasOpenExecutions, settleCampaign } from "../../domain/growth/settle-executions.ts";
import { failPending } from "../../domain/growth/withdraw-queued.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { tryEach } from "../../infra/try-each.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { reachOf } from "./campaign-reach.ts";
import { sendExecution } from "./send-execution.ts";
import { NoRateLeft } from "./write-to-customer.ts";

export interface CampaignDeps {
  db: Database;
  channels: ChannelDirectory;
  ensureMonth(at: Date): Promise<void>;
  clock: Clock;
  /** `PUBLIC_URL`; null: links in campaigns stay as they were written. */
  linkBase: string | null;
}

/** Customers of one campaign who are looked at in a minute. */
const LOOKED_AT = 500;
const ONCE = "once";

/**
 * Lets every campaign go on: begins what is due, enters customers, writes to those whose time it is, keeps the figures.
 * Each step commits by itself, so that a process that dies leaves nothing undone and nobody is written to twice. Run by
 * one process at a time. Returns how many texts were written.
 */
export async function runCampaigns(deps: CampaignDeps): Promise<number> {
  const now = deps.clock.now();
  await deps.ensureMonth(now);
  const at: { id: string; org_id: string }[] = await deps.db
    .system("campaigns")
    .where({ status: "running" })
    .orWhere((due) => due.where({ status: "scheduled" }).where("scheduled_at", "<=", now))
    .orderBy("scheduled_at")
    .select("id", "org_id");
  const rates = new Map<string, number>();
  let sent = 0;
  await tryEach(at, async ({ id, org_id }) => {
    sent += await runOne(deps, org_id, id, rates);
    return true;
  });
  return sent;
}

async function runOne(deps: CampaignDeps, orgId: string, id: string, rates: Map<string, number>): Promise<number> {
  const inside = <T>(work: (scope: OrgScope) => Promise<T>) => inOrganization(deps.db, orgId, work);
  const settings = await inside(async (scope) => readGrowthSettings(await loadSettings(scope)));
  const campaign = await inside((scope) => begin(scope, id, settings, deps.clock.now()));
  if (!campaign) return 0;
  let sent = 0;
  if (campaign.status === "running") {
    while (await inside((scope) => enterMore(scope, id, deps.clock.now())));
    sent = await sendPending(deps, campaign, settings, rates);
  }
  await inside((scope) => completeWhenDone(scope, id, settings, deps.clock.now()));
  return sent;
}

/** Begins a campaign whose time has come, and the next run of one that recurs. Gives it as it is then. */
async function begin(scope: OrgScope, id: string, { zone }: GrowthSettings, now: Date): Promise<Campaign | null> {
  const campaign = await lockCampaign(scope, id);
  if (!campaign) return null;
  if (campaign.status === "scheduled" && campaign.scheduled_at && campaign.scheduled_at <= now) {
    await moveByItself(scope, campaign, "start", now);
    if (campaign.type === "one_time") await beginRun(scope, campaign, { run: ONCE });
  }
  const { status, next_run_at: due, type } = campaign;
  if (status === "running" && type === "recurring" && due && due <= now) {
    const run = runName(due, zone);
    const next = nextRun(campaign.schedule as Recurrence, due, now, zone);
    await beginRun(scope, campaign, { run, next_run_at: next });
    await failPending(scope, id, { reason: "overtaken", exceptRun: run });
  }
  return campaign;
}

async function beginRun(
  { trx, orgId }: OrgScope,
  campaign: Campaign,
  change: Pick<Partial<Campaign>, "run" | "next_run_at">,
): Promise<void> {
  Object.assign(campaign, change);
  await trx("campaigns").where({ org_id: orgId, id: campaign.id }).update(change);
}

/** Enters some more customers. True when there may be others. */
async function enterMore(scope: OrgScope, id: string, now: Date): Promise<boolean> {
  const campaign = await lockCampaign(scope, id);
  if (campaign?.status !== "running") return false;
  if (campaign.type === "trigger_based") {
    await enterByEvents(scope, campaign, now);
    return false;
  }
  if (campaign.run === null || campaign.entered_run === campaign.run) return false;
  if ((await enterSegment(scope, campaign, campaign.run, now)) === ENTERED_AT_ONCE) return true;
  await scope.trx("campaigns").where({ org_id: scope.orgId, id }).update({ entered_run: campaign.run });
  return false;
}

async function sendPending(
  deps: CampaignDeps,
  campaign: Campaign,
  settings: GrowthSettings,
  rates: Map<string, number>,
): Promise<number> {
  const { org_id: orgId, id: campaignId } = campaign;
  const reach = await reachOf(deps.channels, campaign, settings);
  const takeRate = (channelId: string) => {
    const taken = rates.get(channelId) ?? 0;
    if (taken >= settings.perMinute) return false;
    rates.set(channelId, taken + 1);
    return true;
  };
  const due = await inOrganization(deps.db, orgId, (scope) => findDue(scope, campaignId, deps.clock.now()));
  return tryEach(due, (executionId) => trySend(deps, orgId, { campaignId, executionId, reach, settings }, takeRate));
}

async function trySend(
  deps: CampaignDeps,
  orgId: string,
  what: { campaignId: string; executionId: string; reach: Reach; settings: GrowthSettings },
  takeRate: (channelId: string) => boolean,
): Promise<boolean> {
  try {
    const outcome = await inOrganization(deps.db, orgId, (scope) => sendExecution(scope, { ...deps, takeRate }, what));
    return outcome === "sent";
  } catch (error) {
    if (error instanceof NoRateLeft) return false;
    throw error;
  }
}

async function findDue({ trx, orgId }: OrgScope, campaignId: string, now: Date): Promise<string[]> {
  return trx("campaign_executions")
    .where({ org_id: orgId, campaign_id: campaignId, status: "pending" })
    .whereRaw("(due_at IS NULL OR due_at <= ?)", [now])
    .orderBy("id")
    .limit(LOOKED_AT)
    .pluck("id");
}

/** Ends a campaign when everything of it is done. */
async function completeWhenDone(scope: OrgScope, id: string, settings: GrowthSettings, now: Date): Promise<void> {
  await settleCampaign(scope, id, settings, now);
  const campaign = await lockCampaign(scope, id);
  if (campaign?.status !== "running" || campaign.type === "trigger_based") return;
  if (campaign.next_run_at !== null || campaign.entered_run !== campaign.run || campaign.run === null) return;
  if (!(await hasOpenExecutions(scope, id))) await moveByItself(scope, campaign, "complete", now);
}
