import { z } from "zod";
import { findDelivery } from "../../../../bot/delivery/list-deliveries.ts";
import { defineRoute, reply } from "../api-route.ts";
import { Delivery, showDelivery } from "../delivery-shape.ts";
import { none } from "../fields.ts";
import { ApiError } from "../problem.ts";

export const getDelivery = defineRoute({
  method: "get",
  path: "/deliveries/{id}",
  operationId: "getDelivery",
  summary: "What has become of a message to a customer",
  permission: "message.send",
  params: z.object({ id: z.uuid() }),
  query: none,
  body: null,
  responses: { 200: { description: "The delivery", schema: Delivery } },
  handle: async ({ scope, params }) => {
    const delivery = await findDelivery(scope, params.id);
    if (!delivery) throw new ApiError("not-found", { detail: `There is no delivery ${params.id}` });
    return reply(200, showDelivery(delivery), { type: "delivery", id: delivery.id });
  },
});
