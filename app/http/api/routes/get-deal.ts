import { z } from "zod";
import { defineRoute, reply } from "../api-route.ts";
import { Deal, DealId, requireDeal, showDeal } from "../deal-shape.ts";
import { none } from "../fields.ts";

export const getDeal = defineRoute({
  method: "get",
  path: "/deals/{id}",
  operationId: "getDeal",
  summary: "A deal",
  permission: "customer.read",
  params: z.object({ id: DealId }),
  query: none,
  body: null,
  responses: { 200: { description: "The deal", schema: Deal } },
  handle: async ({ scope, params }) => {
    const deal = await requireDeal(scope, params.id);
    return reply(200, showDeal(deal), { type: "deal", id: deal.id });
  },
});
