import { z } from "zod";
import { listCampaignsOf } from "../../../../domain/growth/campaign.ts";
import { campaignStatuses } from "../../../../domain/growth/campaign-words.ts";
import { defineRoute, reply } from "../api-route.ts";
import { Campaign, showCampaign } from "../campaign-shape.ts";
import { cutPage, pageOf, pageQuery, readCursor } from "../cursor.ts";
import { none } from "../fields.ts";

const Page = pageOf(Campaign).meta({ id: "CampaignPage" });

const Place = z.tuple([z.iso.datetime({ offset: true }), z.uuid()]);

export const getCampaigns = defineRoute({
  method: "get",
  path: "/campaigns",
  operationId: "listCampaigns",
  summary: "Campaigns, the newest first",
  description: "Their figures as they were last worked out.",
  permission: "campaign.manage",
  params: none,
  query: z.object({ status: z.enum(campaignStatuses.codes).optional(), ...pageQuery }),
  body: null,
  responses: { 200: { description: "A page", schema: Page } },
  handle: async ({ scope, query, key }) => {
    const place = readCursor(query.cursor, Place);
    const rows = await listCampaignsOf(scope, {
      ...(query.status ? { status: query.status } : {}),
      before: place && { place: place[0], id: place[1] },
      limit: query.limit + 1,
    });
    const { page, nextCursor } = cutPage(rows, query.limit, (row) => [row.place, row.id]);
    return reply(200, { items: page.map(showCampaign), nextCursor }, { type: "api_key", id: key.id });
  },
});
