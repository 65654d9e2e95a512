import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { queueAcknowledgements } from "../../funds/queue-acknowledgements.ts";
import { refreshFunnel } from "../../funds/refresh-funnel.ts";
import { followTagRules } from "../tag-rules.ts";

/**
 * What follows from the rows of two customers, once these have moved between them: their funnel rows and tags by rule. And a
 * withdrawal whose customer could not be told may stand with a verified account now: they are told, as when one is verified.
 */
export async function workOutAgain(
  scope: OrgScope,
  { keptId, mergedId }: { keptId: string; mergedId: string },
): Promise<void> {
  await refreshFunnel(scope, [keptId, mergedId]);
  for (const customerId of [keptId, mergedId]) {
    await followTagRules(scope, customerId);
    await queueAcknowledgements(scope, customerId);
  }
}
