import { z } from "zod";
import { lockCampaign } from "../../../domain/growth/campaign.ts";
import { readGrowthSettings } from "../../../domain/growth/growth-settings.ts";
import {
  cancelCampaign,
  pauseCampaign,
  resumeCampaign,
  scheduleCampaign,
} from "../../../domain/growth/move-campaign.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { InputError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";
import { byCli, type Tool } from "../tool.ts";
import { requireCampaign } from "./find-campaign.ts";

/** Lets an approved campaign begin. @throws InputError where the time is none. */
export async function scheduleTool(tool: Tool, word: string, at: string | undefined): Promise<Report> {
  const now = tool.clock.now();
  const startAt = at === undefined ? now : readTime(at);
  const { code, begins } = await tool.inOrganization(async (scope) => {
    const campaign = await lockNamed(scope, word);
    const { zone } = readGrowthSettings(await loadSettings(scope));
    const first = await scheduleCampaign(scope, campaign, { by: byCli, at: now, startAt, zone });
    return { code: campaign.campaign_code, begins: first };
  });
  return { json: { code, status: "scheduled", begins }, text: `${code} begins at ${begins.toISOString()}.` };
}

/** Stops it, lets it go on, or ends it. */
export async function moveTool(tool: Tool, word: string, act: "pause" | "resume" | "cancel"): Promise<Report> {
  const who = { by: byCli, at: tool.clock.now() };
  const { code, status, withdrawn } = await tool.inOrganization(async (scope) => {
    const campaign = await lockNamed(scope, word);
    const count = await moves[act](scope, campaign, who);
    return { code: campaign.campaign_code, status: campaign.status, withdrawn: count ?? 0 };
  });
  const texts = withdrawn > 0 ? ` Customers whose text was taken back or will not be written: ${withdrawn}.` : "";
  return { json: { code, status, withdrawn }, text: `${code} is ${status}.${texts}` };
}

const moves = { pause: pauseCampaign, resume: resumeCampaign, cancel: cancelCampaign };

async function lockNamed(scope: OrgScope, word: string) {
  const campaign = await lockCampaign(scope, (await requireCampaign(scope, word)).id);
  if (!campaign) throw new Error("a campaign that was found is gone");
  return campaign;
}

function readTime(text: string): Date {
  const time = z.iso.datetime({ offset: true }).safeParse(text);
  if (!time.success) throw new InputError("--at must be a time with its zone, such as 2026-12-01T10:00:00+08:00");
  return new Date(time.data);
}
