import { z } from "zod";
import { mergePair } from "../../../../bot/customers/merge-pair.ts";
import { Customer } from "../../../../domain/customers/customer.ts";
import { type Merged, mergeCode } from "../../../../domain/customers/merge/merge-customers.ts";
import type { OrgScope } from "../../../../infra/db/organization-scope.ts";
import { defineRoute, reply } from "../api-route.ts";
import { CustomerRef, none } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";
import { refuseByRule } from "../refuse-by-rule.ts";

const NewMerge = z
  .strictObject({
    keep: CustomerRef.describe("Who stays"),
    merge: CustomerRef.describe("Who becomes part of them; the code leads to who is kept from then on"),
  })
  .meta({ id: "NewMerge" });

const Merge = z
  .object({
    code: z.string().describe("What undoes it: M7"),
    kept: z.string(),
    merged: z.string(),
    moved: z.record(z.string(), z.int()).describe("How many rows of which table belong to who is kept now"),
  })
  .meta({ id: "Merge" });

const rules = {
  "merge.same": { en: "Both are one customer already", zh: "两者已是同一客户" },
  "merge.merged": { en: "One of them is part of another customer already", zh: "其中一位已并入其他客户" },
  "merge.same_chat": {
    en: "Both have an open conversation in the same chat: resolve one of them first",
    zh: "双方在同一聊天中都有进行中的会话，请先解决其中一个",
  },
};

export const postMerge = defineRoute({
  method: "post",
  path: "/merges",
  operationId: "addMerge",
  summary: "Makes one customer part of another",
  description: "Everything of theirs moves to who is kept; nothing is deleted, and it can be undone.",
  permission: "customer.merge",
  params: none,
  query: none,
  body: NewMerge,
  responses: { 201: { description: "They are one", schema: Merge } },
  rules: Object.fromEntries(Object.entries(rules).map(([rule, words]) => [rule, words.en])),
  handle: async ({ scope, deps, key, body }) => {
    const [kept, merged] = [await customerOf(scope, body.keep), await customerOf(scope, body.merge)];
    if (kept.id === merged.id) refuseByRule("merge.same", rules["merge.same"]);
    const by = { by: { keyId: key.id }, at: deps.clock.now() };
    const done = requireMerged(await mergePair(scope, deps.channels, { kept, merged }, by));
    const counts = Object.entries(done.moved).map(([table, ids]) => [table, ids.length]);
    const merge = {
      ...{ code: mergeCode(done.number), kept: kept.customerCode, merged: merged.customerCode },
      moved: Object.fromEntries(counts),
    };
    return reply(201, merge, { type: "customer", id: kept.id });
  },
});

async function customerOf(scope: OrgScope, reference: string): Promise<Customer> {
  return Customer.query(scope.trx)
    .findById(await requireCustomer(scope, reference))
    .throwIfNotFound();
}

/** @throws RuleError where they are not merged, and why. */
function requireMerged(merged: Merged): Extract<Merged, { kind: "merged" }> {
  switch (merged.kind) {
    case "merged":
      return merged;
    case "merged_already":
      return refuseByRule("merge.merged", rules["merge.merged"]);
    case "same_chat":
      return refuseByRule("merge.same_chat", rules["merge.same_chat"]);
  }
}
