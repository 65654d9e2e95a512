import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { queueAcknowledgements } from "../../funds/queue-acknowledgements.ts";
import { refreshFunnel } from "../../funds/refresh-funnel.ts";
import { followTagRules } from "../tag-rules.ts";

/**
 * What follows from the rows of two customers, once these have moved between them: their last contact, funnel rows and tags by rule. And a
 * withdrawal whose customer could not be told may stand with a verified account now: they are told, as when one is verified.
 */
export async function workOutAgain(
  scope: OrgScope,
  { keptId, mergedId }: { keptId: string; mergedId: string },
): Promise<void> {
  await noteLastContact(scope, [keptId, mergedId]);
  await refreshFunnel(scope, [keptId, mergedId]);
  for (const customerId of [keptId, mergedId]) {
    await followTagRules(scope, customerId);
    await queueAcknowledgements(scope, customerId);
  }
}

/** Whoever gets conversations back was last heard in them. */
async function noteLastContact({ trx, orgId }: OrgScope, customerIds: string[]): Promise<void> {
  await trx.raw(
    `UPDATE customers c SET last_contact_at = v.heard_at FROM (
       SELECT customer_id, max(last_customer_message_at) AS heard_at FROM conversations
       WHERE org_id = :orgId AND customer_id = ANY (:customerIds::uuid[]) GROUP BY customer_id) v
     WHERE c.org_id = :orgId AND c.id = v.customer_id AND v.heard_at > coalesce(c.last_contact_at, '-infinity')`,
    { orgId, customerIds },
  );
}
