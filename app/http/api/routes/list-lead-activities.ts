import { z } from "zod";
import { worthNow } from "../../../../domain/leads/lead-score.ts";
import { listLeadActivities } from "../../../../domain/leads/list-leads.ts";
import { scorePolicyOf } from "../../../../domain/leads/score-policy.ts";
import { loadSettings } from "../../../../domain/organisation/settings.ts";
import { defineRoute, reply } from "../api-route.ts";
import { cutPage, pageOf, pageQuery, readCursor } from "../cursor.ts";
import { LeadRef } from "../fields.ts";
import { requireLead } from "../find-referred.ts";
import { LeadActivity, leadAsItIs, showActivity } from "../lead-shape.ts";

const Page = pageOf(LeadActivity).meta({ id: "LeadActivityPage" });

const Place = z.tuple([z.iso.datetime({ offset: true }), z.uuid()]);

export const getLeadActivities = defineRoute({
  method: "get",
  path: "/leads/{code}/activities",
  operationId: "listLeadActivities",
  summary: "What a lead did and what was done with it, the newest first",
  permission: "lead.read",
  params: z.object({ code: LeadRef }),
  query: z.object(pageQuery),
  body: null,
  responses: { 200: { description: "A page", schema: Page } },
  handle: async ({ scope, deps, params, query }) => {
    const place = readCursor(query.cursor, Place);
    const { id } = await leadAsItIs(scope, await requireLead(scope, params.code), params.code);
    const before = place && { place: place[0], id: place[1] };
    const rows = await listLeadActivities(scope, id, { before, isCounted: false, limit: query.limit + 1 });
    const { page, nextCursor } = cutPage(rows, query.limit, (row) => [row.place, row.id]);
    const { halfLifeDays } = scorePolicyOf(await loadSettings(scope));
    const now = deps.clock.now();
    const items = page.map((one) => showActivity(one, worthNow(one, halfLifeDays, now)));
    return reply(200, { items, nextCursor }, { type: "lead", id });
  },
});
