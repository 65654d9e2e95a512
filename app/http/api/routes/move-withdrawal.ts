import { z } from "zod";
import { moveWithdrawal } from "../../../../domain/funds/move-withdrawal.ts";
import { defineRoute, reply } from "../api-route.ts";
import { line, none, pastInstant } from "../fields.ts";
import { FundMove, showWithdrawal, Withdrawal } from "../fund-shapes.ts";

export const patchWithdrawal = defineRoute({
  method: "patch",
  path: "/withdrawals/{code}",
  operationId: "moveWithdrawal",
  summary: "Says that the money of a withdrawal has left, or will not",
  description: "Forward only: what is confirmed or failed stays so. The same again changes nothing.",
  permission: "withdrawal.settle",
  params: z.object({ code: line(60).describe("Our code for it") }),
  query: none,
  body: FundMove,
  responses: { 200: { description: "Where it stands now", schema: Withdrawal } },
  handle: async ({ scope, deps, key, params, body }) => {
    const at = pastInstant(body.settledAt, deps.clock.now(), "/settledAt");
    const moved = await moveWithdrawal(scope, params.code, body.status, { by: { keyId: key.id }, at });
    return reply(200, showWithdrawal(moved.row), { type: "withdrawal", id: moved.row.id });
  },
});
