import { z } from "zod";
import { readRules } from "../../../../bot/converse/organisation-rules.ts";
import { claimsInCampaign } from "../../../../bot/growth/claims-in-campaign.ts";
import { addCampaign } from "../../../../domain/growth/add-campaign.ts";
import { campaignDefinition } from "../../../../domain/growth/campaign-definition.ts";
import { isAllowed } from "../../../../domain/organisation/permissions.ts";
import { loadSettings } from "../../../../domain/organisation/settings.ts";
import type { OrgScope } from "../../../../infra/db/organization-scope.ts";
import { defineRoute, reply } from "../api-route.ts";
import { campaignFields, showCampaign } from "../campaign-shape.ts";
import { none, StaffRef } from "../fields.ts";
import { requireColleague } from "../find-referred.ts";
import { refuseByRule } from "../refuse-by-rule.ts";

const NewCampaign = z
  .strictObject({
    author: StaffRef.describe(
      "Who wrote it: the employee code or e-mail address of somebody who may; they cannot approve it",
    ),
    campaign: campaignDefinition,
  })
  .meta({ id: "NewCampaign" });

const AddedCampaign = z
  .object({
    ...campaignFields,
    approval: z.int().describe("What somebody else decides on: `/approve 12`"),
    claims: z
      .array(z.string())
      .describe("Words that would be held on their way: while there are any it cannot be approved"),
  })
  .meta({ id: "AddedCampaign" });

export const postCampaign = defineRoute({
  method: "post",
  path: "/campaigns",
  operationId: "addCampaign",
  summary: "Writes a campaign, which waits for somebody else's approval",
  description:
    "A draft that writes to nobody: a person other than its author approves it at the desk, then it can be scheduled. Its words never change. Each call is a campaign of its own: send an Idempotency-Key.",
  permission: "campaign.manage",
  params: none,
  query: none,
  body: NewCampaign,
  responses: { 201: { description: "It waits for approval", schema: AddedCampaign } },
  rules: { "campaign.author": "The author's role may not write campaigns" },
  handle: async ({ scope, deps, key, body }) => {
    const authorId = await requireAuthor(scope, body.author);
    const by = { by: { keyId: key.id }, authorId, at: deps.clock.now() };
    const { campaign, approval } = await addCampaign(scope, body.campaign, by);
    const claims = claimsInCampaign(campaign, readRules(await loadSettings(scope)).claims);
    return reply(201, { ...showCampaign(campaign), approval, claims }, { type: "campaign", id: campaign.id });
  },
});

async function requireAuthor(scope: OrgScope, reference: string): Promise<string> {
  const { id, role, employeeCode } = await requireColleague(scope, reference);
  if (isAllowed(role, "campaign.manage")) return id;
  return refuseByRule("campaign.author", {
    en: `${employeeCode} (${role}) may not write campaigns`,
    zh: `${employeeCode}（${role}）无权编写活动`,
  });
}
