import { z } from "zod";
import { undoPair } from "../../../../bot/customers/merge-pair.ts";
import { mergeCode, parseMergeCode } from "../../../../domain/customers/merge/merge-customers.ts";
import type { Undone } from "../../../../domain/customers/merge/undo-merge.ts";
import { defineRoute, reply } from "../api-route.ts";
import { none } from "../fields.ts";
import { ApiError } from "../problem.ts";
import { refuseByRule } from "../refuse-by-rule.ts";

const UndoneMerge = z
  .object({ code: z.string(), kept: z.string(), merged: z.string().describe("A customer of their own again") })
  .meta({ id: "UndoneMerge" });

export const postMergeUndo = defineRoute({
  method: "post",
  path: "/merges/{code}/undo",
  operationId: "undoMerge",
  summary: "Makes two customers again of what a merge made one",
  description:
    "What moved goes back, with what was said in those chats since; what people changed by hand since stays. The pair is not proposed again.",
  permission: "customer.merge",
  params: z.object({ code: z.string().regex(/^[mM]\d{1,15}$/, "must be a merge's code such as M7") }),
  query: none,
  body: null,
  responses: { 200: { description: "They are two again", schema: UndoneMerge } },
  rules: {
    "merge.undone": "It is undone already",
    "merge.merged_on": "Who was kept became part of another customer since: that is undone first",
  },
  handle: async ({ scope, deps, key, params }) => {
    const number = parseMergeCode(params.code);
    const by = { by: { keyId: key.id }, at: deps.clock.now() };
    const undone = number === null ? null : await undoPair(scope, deps.channels, number, by);
    const { kept, merged } = requireUndone(undone, params.code.toUpperCase());
    const shown = { code: params.code.toUpperCase(), kept: kept.customerCode, merged: merged.customerCode };
    return reply(200, shown, { type: "customer", id: kept.id });
  },
});

/** @throws ApiError 404; RuleError where it is not undone, and why. */
function requireUndone(undone: Undone | null, code: string): Extract<Undone, { kind: "undone" }> {
  switch (undone?.kind) {
    case "undone":
      return undone;
    case "undone_already":
      return refuseByRule("merge.undone", { en: `${code} is undone already`, zh: `${code} 已撤销` });
    case "merged_on": {
      const later = mergeCode(undone.number);
      return refuseByRule("merge.merged_on", {
        en: `The customer became part of another since: undo ${later} first`,
        zh: `该客户之后又并入了其他客户，请先撤销 ${later}`,
      });
    }
    default:
      throw new ApiError("not-found", { detail: `There is no merge ${code}` });
  }
}
