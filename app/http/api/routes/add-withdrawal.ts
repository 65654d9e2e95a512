import { z } from "zod";
import { riskLevels, withdrawalReasons } from "../../../../domain/funds/fund-words.ts";
import { recordWithdrawal } from "../../../../domain/funds/record-withdrawal.ts";
import { defineRoute, reply } from "../api-route.ts";
import { none, pastInstant } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";
import { reportFields, showWithdrawal, Withdrawal } from "../fund-shapes.ts";
import { requirePermission } from "../require-permission.ts";

const NewWithdrawal = z
  .strictObject({
    ...reportFields,
    reason: z.enum(withdrawalReasons.codes).nullable().default(null),
    riskLevel: z.enum(riskLevels.codes).nullable().default(null),
    requestedAt: z.iso.datetime({ offset: true }).optional().describe("Absent: now"),
  })
  .meta({ id: "NewWithdrawal" });

export const postWithdrawal = defineRoute({
  method: "post",
  path: "/withdrawals",
  operationId: "addWithdrawal",
  summary: "Reports that a customer asked for their money",
  description:
    "By your own number for it, so that it may be sent again. It gets a deadline, and the customer is told that it has arrived. A `status` other than `pending`, at first or again, also needs the permission `withdrawal.settle`.",
  permission: "withdrawal.record",
  params: none,
  query: none,
  body: NewWithdrawal,
  responses: {
    200: { description: "It was known: where it stands now", schema: Withdrawal },
    201: { description: "It is written down", schema: Withdrawal },
  },
  handle: async ({ scope, deps, key, body }) => {
    // Who may say that money is asked for need not be who may say that it has left, or will not.
    if (body.status !== "pending") requirePermission(key, "withdrawal.settle");
    const { customer, ref, requestedAt, settledAt, ...report } = body;
    const at = deps.clock.now();
    const recorded = await recordWithdrawal(
      scope,
      {
        ...report,
        customerId: await requireCustomer(scope, customer),
        externalRef: ref,
        happenedAt: pastInstant(requestedAt, at, "/requestedAt"),
        ...(settledAt === undefined ? {} : { settledAt: pastInstant(settledAt, at, "/settledAt") }),
      },
      { by: { keyId: key.id }, at },
    );
    return reply(recorded.isNew ? 201 : 200, showWithdrawal(recorded.row), { type: "withdrawal", id: recorded.row.id });
  },
});
