import { z } from "zod";
import { readStages } from "../../../../domain/customers/read-stages.ts";
import { defineRoute, reply } from "../api-route.ts";
import { CustomerRef, none } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";
import { ApiError } from "../problem.ts";
import { Stages, showStages } from "../stage-shape.ts";

export const getStages = defineRoute({
  method: "get",
  path: "/customers/{code}/stage",
  operationId: "getCustomerStage",
  summary: "Where a customer stands, since when, and where they may be moved",
  permission: "customer.read",
  params: z.object({ code: CustomerRef }),
  query: none,
  body: null,
  responses: { 200: { description: "Their stage of sales and of the journey", schema: Stages } },
  handle: async ({ scope, deps, params }) => {
    const id = await requireCustomer(scope, params.code);
    const stages = await readStages(scope, id, deps.clock.now());
    if (!stages) throw new ApiError("not-found");
    return reply(200, showStages(stages), { type: "customer", id });
  },
});
