import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";

/** Tells whatever follows us (indexes, counters, other systems) that something happened, exactly when it did. */
export async function insertOutboxEvent(
  { trx, orgId }: OrgScope,
  type: string,
  resourceType: string,
  resourceId: string,
  payload: Record<string, unknown>,
): Promise<void> {
  await trx("outbox_events").insert({
    id: newId(),
    org_id: orgId,
    type,
    resource_type: resourceType,
    resource_id: resourceId,
    payload: JSON.stringify(payload),
  });
}
