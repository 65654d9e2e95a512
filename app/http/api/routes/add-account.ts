import { z } from "zod";
import { accountOpenedAt } from "../../../../domain/customers/find-account.ts";
import { recordAccount } from "../../../../domain/customers/record-account.ts";
import { defineRoute, reply } from "../api-route.ts";
import { CustomerRef, instant, line, none, pastInstant } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";

const NewAccount = z
  .strictObject({
    customer: CustomerRef,
    platform: z
      .string()
      .regex(/^[a-z][a-z0-9_-]{0,39}$/, "must be 1 to 40 of a-z, 0-9, - and _, beginning with a letter")
      .describe("The trading platform, as you call it: mt5"),
    number: line(200).describe("The account's number there; from now on the customer is also PLATFORM:NUMBER"),
    openedAt: z.iso.datetime({ offset: true }).optional().describe("Absent: now"),
  })
  .meta({ id: "NewAccount" });

const Account = z
  .object({ customer: z.string(), platform: z.string(), number: z.string(), openedAt: instant })
  .meta({ id: "Account" });

export const postAccount = defineRoute({
  method: "post",
  path: "/accounts",
  operationId: "addAccount",
  summary: "Reports that a customer has opened an account",
  description:
    "The same account again changes nothing and is answered 200. It verifies no chat: staff do that, or `PUT /customers/{code}/chat-accounts/{account}/verification`.",
  permission: "account.record",
  params: none,
  query: none,
  body: NewAccount,
  responses: {
    200: { description: "It was known", schema: Account },
    201: { description: "It is written down", schema: Account },
  },
  handle: async ({ scope, deps, key, body }) => {
    const { platform, number } = body;
    const customerId = await requireCustomer(scope, body.customer);
    const reported = pastInstant(body.openedAt, deps.clock.now(), "/openedAt");
    const isNew = await recordAccount(scope, { keyId: key.id }, { customerId, platform, number, openedAt: reported });
    const openedAt = (await accountOpenedAt(scope, { platform, number })) ?? reported;
    const account = { customer: body.customer, platform, number, openedAt: openedAt.toISOString() };
    return reply(isNew ? 201 : 200, account, { type: "customer", id: customerId });
  },
});
