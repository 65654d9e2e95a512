import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Fact } from "./fact.ts";
import { forgetMemories } from "./forget.ts";
import { type Memory, memoriesOf } from "./memory.ts";

/**
 * Takes back what a message alone said and, since it was reworded or deleted, says no more. What that had closed is in
 * force again.
 */
export async function takeBackFacts(
  scope: OrgScope,
  about: { customerId: string; messageId: string; stillSaid: readonly Fact[]; at: Date },
): Promise<void> {
  const { customerId, messageId, stillSaid, at } = about;
  const gone = (await memoriesOf(scope, customerId)).filter(
    (memory) => isOnlyFrom(memory, messageId) && !stillSaid.some((fact) => isOf(memory, fact)),
  );
  for (const { id } of gone) {
    await reopen(scope, id);
    await forgetMemories(scope, { customerId, id }, at);
  }
}

function isOnlyFrom({ mentionedIn }: Memory, messageId: string): boolean {
  return mentionedIn.length === 1 && mentionedIn[0] === messageId;
}

function isOf({ subject, value }: Memory, fact: Fact): boolean {
  return subject === fact.subject && value === fact.value;
}

async function reopen({ trx, orgId }: OrgScope, by: string): Promise<void> {
  await trx.raw(
    `UPDATE memories SET superseded_by = NULL,
       valid_to = CASE WHEN is_held(org_id, customer_id, NULL) THEN valid_to ELSE NULL END
     WHERE org_id = :orgId AND superseded_by = :by AND id <> :by`,
    { orgId, by },
  );
}
