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
  await trx.raw(
    "INSERT INTO outbox_events (id, org_id, type, resource_type, resource_id, payload) VALUES (?, ?, ?, ?, ?, ?)",
    [newId(), orgId, type, type.slice(0, type.indexOf(".")), resourceId, JSON.stringify(payload)],
  );
}
