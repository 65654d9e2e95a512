import { z } from "zod";
import { moveDeposit } from "../../../../domain/funds/move-deposit.ts";
import { defineRoute, reply } from "../api-route.ts";
import { line, none, pastInstant } from "../fields.ts";
import { Deposit, FundMove, showDeposit } from "../fund-shapes.ts";

export const patchDeposit = defineRoute({
  method: "patch",
  path: "/deposits/{code}",
  operationId: "moveDeposit",
  summary: "Says that a deposit has come in, or will not",
  description: "Forward only: what is confirmed or failed stays so. The same again changes nothing.",
  permission: "deposit.settle",
  params: z.object({ code: line(60).describe("Our code for it") }),
  query: none,
  body: FundMove,
  responses: { 200: { description: "Where it stands now", schema: Deposit } },
  handle: async ({ scope, deps, key, params, body }) => {
    const at = pastInstant(body.settledAt, deps.clock.now(), "/settledAt");
    const moved = await moveDeposit(scope, params.code, body.status, { by: { keyId: key.id }, at });
    return reply(200, showDeposit(moved.row), { type: "deposit", id: moved.row.id });
  },
});
