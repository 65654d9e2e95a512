import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { refreshFunnel } from "../../funds/refresh-funnel.ts";
import { followTagRules } from "../tag-rules.ts";

/** What follows from the rows of two customers, once these have moved between them: their funnel rows and tags by rule. */
export async function workOutAgain(
  scope: OrgScope,
  { keptId, mergedId }: { keptId: string; mergedId: string },
): Promise<void> {
  await refreshFunnel(scope, [keptId, mergedId]);
  await followTagRules(scope, keptId);
  await followTagRules(scope, mergedId);
}
