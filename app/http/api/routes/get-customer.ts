import { z } from "zod";
import { findCustomerSummary } from "../../../../domain/customers/customer-summary.ts";
import { defineRoute, reply } from "../api-route.ts";
import { Customer, showCustomer } from "../customer-shape.ts";
import { CustomerRef, none } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";
import { ApiError } from "../problem.ts";

export const getCustomer = defineRoute({
  method: "get",
  path: "/customers/{code}",
  operationId: "getCustomer",
  summary: "A customer",
  permission: "customer.read",
  params: z.object({ code: CustomerRef }),
  query: none,
  body: null,
  responses: { 200: { description: "The customer", schema: Customer } },
  handle: async ({ scope, params }) => {
    const customer = await findCustomerSummary(scope, await requireCustomer(scope, params.code));
    if (!customer) throw new ApiError("not-found");
    return reply(200, showCustomer(customer), { type: "customer", id: customer.id });
  },
});
