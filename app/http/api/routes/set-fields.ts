import { z } from "zod";
import { findField, loadFields } from "../../../../domain/customers/custom-fields.ts";
import type { CustomerField, FieldValue } from "../../../../domain/customers/customer-field.ts";
import { readGivenValue } from "../../../../domain/customers/field-value.ts";
import { lockCustomer } from "../../../../domain/customers/lock-customer.ts";
import { readFieldValues } from "../../../../domain/customers/read-field-values.ts";
import { setCustomerField } from "../../../../domain/customers/set-field.ts";
import { todayOf } from "../../../../domain/organisation/today-of.ts";
import { defineRoute, reply } from "../api-route.ts";
import { FieldContent, Fields, showFields } from "../field-shape.ts";
import { CustomerRef, line, none } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";
import { ApiError, type Problem } from "../problem.ts";

const FieldsInput = z
  .record(line(60), FieldContent)
  .refine((given) => Object.keys(given).length > 0, "must name a field")
  .refine((given) => Object.keys(given).length <= 50, "names at most 50 fields")
  .describe("By the field's code; null empties it, what is left out stays")
  .meta({ id: "FieldsInput" });

export const patchFields = defineRoute({
  method: "patch",
  path: "/customers/{code}/fields",
  operationId: "setFields",
  summary: "Sets fields of a customer",
  description: "All of them or, where one does not fit its field, none. What is so already changes nothing.",
  permission: "customer.change",
  params: z.object({ code: CustomerRef }),
  query: none,
  body: FieldsInput,
  responses: { 200: { description: "Every field as it is now", schema: Fields } },
  handle: async ({ scope, deps, key, params, body }) => {
    const { id } = await lockCustomer(scope, await requireCustomer(scope, params.code));
    const fields = await loadFields(scope);
    const by = { by: { keyId: key.id }, at: deps.clock.now() };
    for (const set of readFields(fields, body, await todayOf(scope, by.at))) await setCustomerField(scope, id, set, by);
    return reply(200, showFields(fields, await readFieldValues(scope, id, fields)), { type: "customer", id });
  },
});

/** What is to be set. @throws ApiError 400 that names each field that there is not, or whose value does not fit. */
function readFields(
  fields: readonly CustomerField[],
  given: Record<string, FieldValue>,
  today: string,
): { field: CustomerField; value: FieldValue }[] {
  const errors: NonNullable<Problem["errors"]> = [];
  const sets = Object.entries(given).flatMap(([name, content]) => {
    const refuse = (detail: string) => {
      errors.push({ in: "body", pointer: `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, detail });
      return [];
    };
    const field = findField(fields, name);
    if (!field) return refuse("there is no such field");
    if (field.isDerived) return refuse("follows from something else and is not set");
    const read = readGivenValue(field, content, today);
    return "problem" in read ? refuse(read.problem.en) : [{ field, value: read.value }];
  });
  if (errors.length === 0) return sets;
  const detail = errors.map(({ pointer, detail: why }) => `body ${pointer}: ${why}`).join("; ");
  throw new ApiError("invalid-request", { detail: detail.slice(0, 1000), errors });
}
