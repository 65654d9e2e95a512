import { readRules } from "../../../bot/converse/organisation-rules.ts";
import { claimsInCampaign } from "../../../bot/growth/claims-in-campaign.ts";
import { addCampaign } from "../../../domain/growth/add-campaign.ts";
import { campaignDefinition } from "../../../domain/growth/campaign-definition.ts";
import { readInput } from "../../../domain/organisation/read-input.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { findAuthor } from "../find-author.ts";
import { readJsonFile } from "../read-json-file.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";
import { byCli, type Tool } from "../tool.ts";

/** Adds a campaign from a file. @throws InputError naming what is wrong in it. */
export async function addFromFile(tool: Tool, file: string, author: string): Promise<Report> {
  const definition = readInput(campaignDefinition, await readJsonFile(file));
  const { campaign, approval, claims } = await tool.inOrganization(async (scope) => {
    const authorId = await findAuthor(scope, author, { permission: "campaign.manage", what: "campaigns" });
    const added = await addCampaign(scope, definition, { by: byCli, authorId, at: tool.clock.now() });
    const { claims: policy } = readRules(await loadSettings(scope));
    return { ...added, claims: claimsInCampaign(added.campaign, policy) };
  });
  const json = {
    code: campaign.campaign_code,
    name: campaign.name,
    type: campaign.type,
    status: campaign.status,
    target: campaign.target_count,
    approval,
    claims,
  };
  const next = `Somebody other than ${author} approves it: /approve ${approval}`;
  const warning = claims.length > 0 ? [`It cannot be approved as it is: ${claims.join(", ")}`] : [];
  return { json, text: [fields({ ...json, claims: claims.join(", ") }), next, ...warning].join("\n\n") };
}
