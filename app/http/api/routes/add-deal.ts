import { z } from "zod";
import { lockCustomer } from "../../../../domain/customers/lock-customer.ts";
import { addDeal } from "../../../../domain/funds/deals.ts";
import { defineRoute, reply } from "../api-route.ts";
import { Deal, requireDeal, showDeal } from "../deal-shape.ts";
import { CustomerRef, line, none, StaffRef } from "../fields.ts";
import { requireColleague, requireCustomer } from "../find-referred.ts";

const NewDeal = z
  .strictObject({
    customer: CustomerRef,
    title: line(100),
    amount: z
      .string()
      .regex(/^\d{1,13}(?:\.\d{1,8})?$/, "must be a decimal number in text, such as 50000 or 1250.50")
      .optional()
      .describe("What it is thought to be worth"),
    currency: z
      .string()
      .regex(/^[A-Z][A-Z0-9]{2,9}$/, "must be a currency's code, such as USD")
      .optional(),
    probability: z.int().min(0).max(100).optional().describe("Per cent; absent: what is usual at the beginning"),
    owner: StaffRef.optional().describe("Whose it is: an employee code or e-mail address; absent: nobody's"),
  })
  .refine(({ amount, currency }) => (amount === undefined) === (currency === undefined), {
    path: ["currency"],
    error: "goes with an amount, and an amount with a currency",
  })
  .meta({ id: "NewDeal" });

export const postDeal = defineRoute({
  method: "post",
  path: "/deals",
  operationId: "addDeal",
  summary: "Opens a deal: what a customer may buy",
  description: "Each call is a deal of its own: send an Idempotency-Key.",
  permission: "deal.change",
  params: none,
  query: none,
  body: NewDeal,
  responses: { 201: { description: "It is open", schema: Deal } },
  handle: async ({ scope, deps, key, body }) => {
    const { title, amount = null, currency = null, probability = null, owner } = body;
    const ownerId = owner === undefined ? null : (await requireColleague(scope, owner)).id;
    const { id: customerId } = await lockCustomer(scope, await requireCustomer(scope, body.customer));
    const by = { by: { keyId: key.id }, ownerId, at: deps.clock.now() };
    const id = await addDeal(scope, customerId, { title, amount, currency, probability }, by);
    return reply(201, showDeal(await requireDeal(scope, id)), { type: "deal", id });
  },
});
