import { z } from "zod";
import { listCustomerTags } from "../../../../domain/customers/tag-customer.ts";
import { defineRoute, reply } from "../api-route.ts";
import { CustomerRef, none } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";
import { showTags, Tags } from "../tag-shape.ts";

export const getCustomerTags = defineRoute({
  method: "get",
  path: "/customers/{code}/tags",
  operationId: "listCustomerTags",
  summary: "The tags that a customer has",
  permission: "customer.read",
  params: z.object({ code: CustomerRef }),
  query: none,
  body: null,
  responses: { 200: { description: "All of them", schema: Tags } },
  handle: async ({ scope, params }) => {
    const id = await requireCustomer(scope, params.code);
    return reply(200, showTags(await listCustomerTags(scope, id)), { type: "customer", id });
  },
});
