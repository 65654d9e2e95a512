import { z } from "zod";
import { readGrowthSettings } from "../../../../domain/growth/growth-settings.ts";
import { countExecutions, settleCampaign } from "../../../../domain/growth/settle-executions.ts";
import { loadSettings } from "../../../../domain/organisation/settings.ts";
import { defineRoute, reply } from "../api-route.ts";
import { CampaignRef, campaignFields, requireCampaign, showCampaign } from "../campaign-shape.ts";
import { none } from "../fields.ts";

const CampaignDetail = z
  .object({
    ...campaignFields,
    executions: z
      .array(
        z.object({
          status: z.string(),
          variant: z.string().nullable(),
          reason: z.string().nullable().describe("Why they were not written to"),
          customers: z.int(),
        }),
      )
      .describe("How many of its customers are where"),
  })
  .meta({ id: "CampaignDetail" });

export const getCampaign = defineRoute({
  method: "get",
  path: "/campaigns/{code}",
  operationId: "getCampaign",
  summary: "A campaign with its figures as of now",
  permission: "campaign.manage",
  params: z.object({ code: CampaignRef }),
  query: none,
  body: null,
  responses: { 200: { description: "The campaign", schema: CampaignDetail } },
  handle: async ({ scope, deps, params }) => {
    const campaign = await requireCampaign(scope, params.code);
    const settings = readGrowthSettings(await loadSettings(scope));
    const stats = await settleCampaign(scope, campaign.id, settings, deps.clock.now());
    const counts = await countExecutions(scope, campaign.id);
    const executions = counts.map(({ count, ...where }) => ({ ...where, customers: count }));
    const about = { type: "campaign", id: campaign.id };
    return reply(200, { ...showCampaign({ ...campaign, stats }), executions }, about);
  },
});
