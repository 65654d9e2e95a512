import { z } from "zod";
import { loadFields } from "../../../../domain/customers/custom-fields.ts";
import { readFieldValues } from "../../../../domain/customers/read-field-values.ts";
import { defineRoute, reply } from "../api-route.ts";
import { Fields, showFields } from "../field-shape.ts";
import { CustomerRef, none } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";

export const getFields = defineRoute({
  method: "get",
  path: "/customers/{code}/fields",
  operationId: "listFields",
  summary: "What is known of a customer field by field, with the organisation's own fields",
  permission: "customer.read",
  params: z.object({ code: CustomerRef }),
  query: none,
  body: null,
  responses: { 200: { description: "Every field that there is", schema: Fields } },
  handle: async ({ scope, params }) => {
    const id = await requireCustomer(scope, params.code);
    const fields = await loadFields(scope);
    return reply(200, showFields(fields, await readFieldValues(scope, id, fields)), { type: "customer", id });
  },
});
