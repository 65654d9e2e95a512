import { z } from "zod";
import { recordDeposit } from "../../../../domain/funds/record-deposit.ts";
import { defineRoute, reply } from "../api-route.ts";
import { line, none, pastInstant, text } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";
import { Deposit, reportFields, showDeposit } from "../fund-shapes.ts";
import { requirePermission } from "../require-permission.ts";

const NewDeposit = z
  .strictObject({
    ...reportFields,
    platform: line(80).nullable().default(null).describe("Where it was paid in to"),
    notes: text(2000).nullable().default(null),
    depositedAt: z.iso.datetime({ offset: true }).optional().describe("Absent: now"),
  })
  .meta({ id: "NewDeposit" });

export const postDeposit = defineRoute({
  method: "post",
  path: "/deposits",
  operationId: "addDeposit",
  summary: "Reports what a customer paid in",
  description:
    "By your own number for it, so that it may be sent again. Amounts are decimal numbers in text; nothing is rounded. A `status` other than `pending`, at first or again, also needs the permission `deposit.settle`.",
  permission: "deposit.record",
  params: none,
  query: none,
  body: NewDeposit,
  responses: {
    200: { description: "It was known: where it stands now", schema: Deposit },
    201: { description: "It is written down", schema: Deposit },
  },
  handle: async ({ scope, deps, key, body }) => {
    // Who may say that there is money need not be who may say that it has come.
    if (body.status !== "pending") requirePermission(key, "deposit.settle");
    const { customer, ref, depositedAt, settledAt, ...report } = body;
    const at = deps.clock.now();
    const recorded = await recordDeposit(
      scope,
      {
        ...report,
        customerId: await requireCustomer(scope, customer),
        externalRef: ref,
        happenedAt: pastInstant(depositedAt, at, "/depositedAt"),
        ...(settledAt === undefined ? {} : { settledAt: pastInstant(settledAt, at, "/settledAt") }),
      },
      { by: { keyId: key.id }, at },
    );
    return reply(recorded.isNew ? 201 : 200, showDeposit(recorded.row), { type: "deposit", id: recorded.row.id });
  },
});
