import type { Alert } from "../../../domain/control/alert.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { lockFound } from "../change-alert.ts";
import type { WatchDeps } from "./watch.ts";

/** The alerts that `find` names, one transaction each, locked; `work` looks again whether it is still so. */
export async function eachAlert(
  { db }: WatchDeps,
  orgId: string,
  find: (scope: OrgScope) => Promise<{ id: string; conversation_id: string | null }[]>,
  work: (scope: OrgScope, alert: Alert) => Promise<void>,
): Promise<void> {
  const found = await inOrganization(db, orgId, find);
  for (const { id, conversation_id } of found) {
    await inOrganization(db, orgId, async (scope) => {
      await work(scope, await lockFound(scope, { id, conversationId: conversation_id }));
    });
  }
}
