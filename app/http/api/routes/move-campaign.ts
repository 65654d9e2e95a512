import { z } from "zod";
import { readGrowthSettings } from "../../../../domain/growth/growth-settings.ts";
import {
  cancelCampaign,
  pauseCampaign,
  resumeCampaign,
  scheduleCampaign,
} from "../../../../domain/growth/move-campaign.ts";
import { loadSettings } from "../../../../domain/organisation/settings.ts";
import { type ApiCall, defineRoute, reply } from "../api-route.ts";
import { Campaign, CampaignRef, campaignFields, requireLockedCampaign, showCampaign } from "../campaign-shape.ts";
import { none } from "../fields.ts";

const params = z.object({ code: CampaignRef });
const state = { "campaign.state": "It cannot be changed like that now" };

const CampaignStart = z
  .strictObject({
    at: z.iso
      .datetime({ offset: true })
      .optional()
      .describe("Absent: at once; a recurring one runs at its time of day from then on"),
  })
  .meta({ id: "CampaignStart" });

const StoppedCampaign = z
  .object({
    ...campaignFields,
    withdrawn: z.int().describe("Customers whose text was taken back, or who will not be written to"),
  })
  .meta({ id: "StoppedCampaign" });

export const postCampaignSchedule = defineRoute({
  method: "post",
  path: "/campaigns/{code}/schedule",
  operationId: "scheduleCampaign",
  summary: "Lets an approved campaign begin, at once or at a time",
  permission: "campaign.manage",
  params,
  query: none,
  body: CampaignStart,
  responses: { 200: { description: "It begins at `scheduledAt`", schema: Campaign } },
  rules: { "campaign.unapproved": "Somebody other than its author must approve it first", ...state },
  handle: async ({ scope, deps, key, params: { code }, body }) => {
    const campaign = await requireLockedCampaign(scope, code);
    const at = deps.clock.now();
    const { zone } = readGrowthSettings(await loadSettings(scope));
    const startAt = body.at === undefined ? at : new Date(body.at);
    await scheduleCampaign(scope, campaign, { by: { keyId: key.id }, at, startAt, zone });
    return reply(200, showCampaign(campaign), { type: "campaign", id: campaign.id });
  },
});

export const postCampaignPause = defineRoute({
  ...stopping("pause"),
  operationId: "pauseCampaign",
  summary: "Stops a campaign for now, and takes back what has not gone out",
  handle: (call) => stop(call, pauseCampaign),
});

export const postCampaignCancel = defineRoute({
  ...stopping("cancel"),
  operationId: "cancelCampaign",
  summary: "Ends a campaign for good: nothing of it that has not gone out will",
  handle: (call) => stop(call, cancelCampaign),
});

export const postCampaignResume = defineRoute({
  method: "post",
  path: "/campaigns/{code}/resume",
  operationId: "resumeCampaign",
  summary: "Lets a paused campaign go on where it was",
  permission: "campaign.manage",
  params,
  query: none,
  body: null,
  responses: { 200: { description: "It goes on", schema: Campaign } },
  rules: state,
  handle: async ({ scope, deps, key, params: { code } }) => {
    const campaign = await requireLockedCampaign(scope, code);
    await resumeCampaign(scope, campaign, { by: { keyId: key.id }, at: deps.clock.now() });
    return reply(200, showCampaign(campaign), { type: "campaign", id: campaign.id });
  },
});

function stopping(act: "pause" | "cancel") {
  return {
    method: "post",
    path: `/campaigns/{code}/${act}`,
    permission: "campaign.manage",
    params,
    query: none,
    body: null,
    responses: { 200: { description: "As it is now", schema: StoppedCampaign } },
    rules: state,
  } as const;
}

async function stop(
  { scope, deps, key, params: { code } }: ApiCall<z.output<typeof params>, unknown, unknown>,
  act: typeof pauseCampaign,
) {
  const campaign = await requireLockedCampaign(scope, code);
  const withdrawn = await act(scope, campaign, { by: { keyId: key.id }, at: deps.clock.now() });
  return reply(200, { ...showCampaign(campaign), withdrawn }, { type: "campaign", id: campaign.id });
}
