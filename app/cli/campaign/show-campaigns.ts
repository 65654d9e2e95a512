import { figuresLine, reasonWords } from "../../../bot/growth/campaign-report.ts";
import { type Campaign, listCampaigns } from "../../../domain/growth/campaign.ts";
import { readGrowthSettings } from "../../../domain/growth/growth-settings.ts";
import { countExecutions, settleCampaign } from "../../../domain/growth/settle-executions.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { Report } from "../report.ts";
import { fields, minute, table } from "../table.ts";
import type { Tool } from "../tool.ts";
import { requireCampaign } from "./find-campaign.ts";

const LISTED = 200;

/** Every campaign, those at work first. */
export async function showCampaigns(tool: Tool): Promise<Report> {
  const campaigns = await tool.inOrganization((scope) => listCampaigns(scope, LISTED));
  const rows = campaigns.map((one) => [
    one.campaign_code,
    one.name,
    one.type,
    one.status,
    one.target_count,
    figuresLine(one.stats, "en"),
  ]);
  return {
    json: campaigns.map(publicShape),
    text: table(["code", "name", "type", "status", "segment", "figures"], rows, "There are no campaigns."),
  };
}

/** One campaign, with its figures as of now. */
export async function showOne(tool: Tool, word: string): Promise<Report> {
  const { campaign, stats, counts } = await tool.inOrganization(async (scope) => {
    const found = await requireCampaign(scope, word);
    const settings = readGrowthSettings(await loadSettings(scope));
    const figures = await settleCampaign(scope, found.id, settings, tool.clock.now());
    return { campaign: found, stats: figures, counts: await countExecutions(scope, found.id) };
  });
  const json = { ...publicShape({ ...campaign, stats }), executions: counts };
  const { code, name, type, status, target, scheduledAt, nextRunAt, startedAt, completedAt } = json;
  const times = {
    scheduled: minute(scheduledAt),
    "next run": minute(nextRunAt),
    started: minute(startedAt),
    completed: minute(completedAt),
  };
  const rows = counts.map((one) => [one.status, one.variant, one.reason && reasonWords(one.reason, "en"), one.count]);
  return {
    json,
    text: [
      fields({ code, name, type, status, segment: target, ...times, figures: figuresLine(stats, "en") }),
      table(["status", "variant", "because", "customers"], rows, "Nobody was entered yet."),
    ].join("\n\n"),
  };
}

function publicShape(campaign: Campaign) {
  return {
    code: campaign.campaign_code,
    name: campaign.name,
    description: campaign.description,
    type: campaign.type,
    status: campaign.status,
    segment: campaign.target_segment,
    target: campaign.target_count,
    channel: campaign.channel_type,
    content: campaign.content_template,
    isAbTest: campaign.ab_test_enabled,
    variants: campaign.ab_variants,
    schedule: campaign.schedule,
    approvedAt: campaign.approved_at,
    scheduledAt: campaign.scheduled_at,
    nextRunAt: campaign.next_run_at,
    startedAt: campaign.started_at,
    completedAt: campaign.completed_at,
    stats: campaign.stats,
  };
}
