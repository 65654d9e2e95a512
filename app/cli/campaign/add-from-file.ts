import { readRules } from "../../../bot/converse/organisation-rules.ts";
import { claimsInCampaign } from "../../../bot/growth/claims-in-campaign.ts";
import { addCampaign } from "../../../domain/growth/add-campaign.ts";
import { campaignDefinition } from "../../../domain/growth/campaign-definition.ts";
import { findUserByEmail } from "../../../domain/organisation/list-users.ts";
import { isAllowed } from "../../../domain/organisation/permissions.ts";
import { readInput } from "../../../domain/organisation/read-input.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { ForbiddenError, InputError } from "../../../infra/errors.ts";
import { readNamedFile } from "../read-named-file.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";
import { byCli, type Tool } from "../tool.ts";

/** Adds a campaign from a file. @throws InputError naming what is wrong in it. */
export async function addFromFile(tool: Tool, file: string, author: string): Promise<Report> {
  const definition = readInput(campaignDefinition, readJson(file, await readNamedFile(file)));
  const { campaign, approval, claims } = await tool.inOrganization(async (scope) => {
    const authorId = await findAuthor(scope, author);
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

function readJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`${file} is not JSON`);
  }
}

async function findAuthor(scope: OrgScope, email: string): Promise<string> {
  const user = await findUserByEmail(scope, email);
  if (user.status !== "active" || !isAllowed(user.role, "campaign.manage")) {
    throw new ForbiddenError(`${user.email} (${user.role}, ${user.status}) may not write campaigns`);
  }
  return user.id;
}
