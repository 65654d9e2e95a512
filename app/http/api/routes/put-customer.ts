import { z } from "zod";
import { insertOutboxEvent } from "../../../../domain/control/outbox-event.ts";
import type { FieldKind } from "../../../../domain/customers/customer-field.ts";
import { type CustomerReference, parseCustomerReference } from "../../../../domain/customers/customer-reference.ts";
import { findCustomerSummary } from "../../../../domain/customers/customer-summary.ts";
import { readGivenValue } from "../../../../domain/customers/field-value.ts";
import { addReference, type CustomerData, putCustomer } from "../../../../domain/customers/put-customer.ts";
import { screenCustomer } from "../../../../domain/customers/screen-customer.ts";
import { setReferrer } from "../../../../domain/customers/set-referrer.ts";
import type { OrgScope } from "../../../../infra/db/organization-scope.ts";
import { ConflictError } from "../../../../infra/errors.ts";
import { defineRoute, reply } from "../api-route.ts";
import { Customer, showCustomer } from "../customer-shape.ts";
import { CustomerRef, line, none } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";
import { ApiError } from "../problem.ts";

const optional = (max: number) => line(max).nullable().optional();

/** As `PATCH /customers/{code}/fields` takes it, which has no other rules for the same field. */
const optionalField = (max: number, kind: FieldKind & { type: "phone" | "zone" }) =>
  line(max)
    .transform((text, context) => {
      const read = readGivenValue({ kind }, text, "");
      if ("value" in read && typeof read.value === "string") return read.value;
      context.addIssue("problem" in read ? read.problem.en : "must be text");
      return z.NEVER;
    })
    .nullable()
    .optional();

const CustomerInput = z
  .strictObject({
    customer: CustomerRef,
    refs: z.array(CustomerRef).max(20).optional().describe("More of other systems' numbers for them: SYSTEM:NUMBER"),
    name: line(200).optional(),
    type: z.enum(["individual", "enterprise"]).optional(),
    phone: optionalField(40, { type: "phone" }),
    email: z.email().max(254).nullable().optional(),
    country: optional(80),
    province: optional(80),
    city: optional(80),
    timezone: optionalField(60, { type: "zone" }),
    companyName: optional(200),
    screening: z
      .strictObject({ result: z.enum(["passed", "rejected"]), reason: optional(500) })
      .optional()
      .describe("How the first look at them ended"),
    referrer: CustomerRef.optional().describe("The customer who brought them"),
    ltvPrediction: z
      .string()
      .regex(/^\d{1,10}\.\d{2}$/, "must be an amount with two decimals, as text: 1200.00")
      .nullable()
      .optional()
      .describe("What you think they will be worth, in your base currency; Deskhand predicts nothing itself"),
  })
  .meta({ id: "CustomerInput" });

export const putCustomers = defineRoute({
  method: "put",
  path: "/customers",
  operationId: "putCustomer",
  summary: "Makes a customer, or changes one",
  description:
    "By another system's number: one that nobody has makes a customer. By code: the customer must be there. What is left out stays; null takes a value away. A number that is already another customer's is a conflict, and nothing is changed.",
  permission: "customer.change",
  params: none,
  query: none,
  body: CustomerInput,
  responses: {
    200: { description: "The customer was there", schema: Customer },
    201: { description: "The customer was made", schema: Customer },
  },
  handle: async ({ scope, key, deps, body }) => {
    const { customer: named, refs = [], screening, referrer, ...data } = body;
    const put = await putCustomer(scope, { keyId: key.id }, referenceOf(named), defined(data));
    if (!put) throw new ApiError("not-found", { detail: `There is no customer ${named}` });
    const added = await addReferences(scope, key.id, put.id, refs);
    const more = await recordMore(scope, { keyId: key.id, at: deps.clock.now() }, put.id, { screening, referrer });
    const customer = await findCustomerSummary(scope, put.id);
    if (!customer) throw new ApiError("not-found");
    const changed = [...put.changed, ...(added > 0 ? ["refs"] : []), ...more];
    if (put.isNew || changed.length > 0) {
      if (put.isNew) await insertOutboxEvent(scope, "customer.created", put.id, { customerId: put.id });
      else await insertOutboxEvent(scope, "customer.changed", put.id, { customerId: put.id, changed });
    }
    return reply(put.isNew ? 201 : 200, showCustomer(customer), { type: "customer", id: put.id });
  },
});

/** What is kept beside the customer's own row; gives what of it is new. */
async function recordMore(
  scope: OrgScope,
  { keyId, at }: { keyId: string; at: Date },
  customerId: string,
  { screening, referrer }: Pick<z.output<typeof CustomerInput>, "screening" | "referrer">,
): Promise<string[]> {
  const changed: string[] = [];
  if (screening) {
    const looked = { result: screening.result, reason: screening.reason ?? null };
    if (await screenCustomer(scope, customerId, looked, { keyId })) changed.push("screening");
  }
  if (referrer === undefined) return changed;
  const done = await setReferrer(scope, customerId, await requireCustomer(scope, referrer), { by: { keyId }, at });
  if (done === "circle") throw new ConflictError(`${referrer} was brought by this customer, or is this customer`);
  return done === "set" ? [...changed, "referrer"] : changed;
}

async function addReferences(scope: OrgScope, keyId: string, customerId: string, refs: string[]): Promise<number> {
  let added = 0;
  // In one order, so that two requests cannot wait for each other.
  for (const text of [...new Set(refs)].sort()) {
    const reference = referenceOf(text);
    if ("code" in reference)
      throw new ApiError("invalid-request", { detail: `body /refs: ${text} is no SYSTEM:NUMBER` });
    if (await addReference(scope, { keyId }, customerId, reference)) added += 1;
  }
  return added;
}

function referenceOf(text: string): CustomerReference {
  const reference = parseCustomerReference(text);
  if (!reference) throw new ApiError("invalid-request", { detail: `${text} names no customer` });
  return reference;
}

/** Without the fields that were left out: they stay as they are. */
function defined(data: { [Field in keyof CustomerData]: CustomerData[Field] | undefined }): CustomerData {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
}
