import { z } from "zod";
import { dealStages } from "../../../../domain/funds/deal-words.ts";
import { listDealsOf } from "../../../../domain/funds/list-deals.ts";
import { defineRoute, reply } from "../api-route.ts";
import { cutPage, pageOf, pageQuery, readCursor } from "../cursor.ts";
import { Deal, showDeal } from "../deal-shape.ts";
import { CustomerRef, none, StaffRef } from "../fields.ts";
import { requireColleague, requireCustomer } from "../find-referred.ts";

const Page = pageOf(Deal).meta({ id: "DealPage" });

const Place = z.tuple([z.iso.datetime({ offset: true }), z.uuid()]);

export const getDeals = defineRoute({
  method: "get",
  path: "/deals",
  operationId: "listDeals",
  summary: "Deals, the newest first",
  permission: "customer.read",
  params: none,
  query: z.object({
    customer: CustomerRef.optional(),
    stage: z.enum(dealStages.codes).optional(),
    owner: StaffRef.optional(),
    ...pageQuery,
  }),
  body: null,
  responses: { 200: { description: "A page", schema: Page } },
  handle: async ({ scope, query, key }) => {
    const place = readCursor(query.cursor, Place);
    const { customer, stage, owner } = query;
    const customerId = customer === undefined ? null : await requireCustomer(scope, customer);
    const rows = await listDealsOf(scope, {
      ...(customerId ? { customerId } : {}),
      ...(stage ? { stage } : {}),
      ...(owner === undefined ? {} : { ownerId: (await requireColleague(scope, owner)).id }),
      before: place && { place: place[0], id: place[1] },
      limit: query.limit + 1,
    });
    const { page, nextCursor } = cutPage(rows, query.limit, (row) => [row.place, row.id]);
    const about = customerId ? { type: "customer", id: customerId } : { type: "api_key", id: key.id };
    return reply(200, { items: page.map(showDeal), nextCursor }, about);
  },
});
