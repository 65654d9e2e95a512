import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { EventPayload, EventType } from "./event-types.ts";

/** Tells whatever follows us (outgoing webhooks, indexes) that something happened, exactly when it did. */
export async function insertOutboxEvent<Type extends EventType>(
  { trx, orgId }: OrgScope,
  type: Type,
  resourceId: string,
  payload: EventPayload<Type>,
): Promise<void> {
  await trx("outbox_events").insert({
    id: newId(),
    org_id: orgId,
    type,
    resource_type: type.slice(0, type.indexOf(".")),
    resource_id: resourceId,
    payload: JSON.stringify(payload),
  });
}
