import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Endpoint } from "./endpoint.ts";
import { insertDeliveries, type SpreadEvent } from "./spread-events.ts";

const ROWS_A_STATEMENT = 500;

/**
 * Gives a locked endpoint that is `isAhead` its place among the transactions of this server, and takes over what it was not
 * given: before the backup was made, and since the restore. What was taken over is not taken again. Returns how many, or
 * null where it is not ahead after all: what was read while its lock was waited for may be of an older snapshot.
 */
export async function takeOverAfterRestore(
  scope: OrgScope,
  endpoint: Pick<Endpoint, "id">,
  now: Date,
): Promise<number | null> {
  const found = await moveBack(scope, endpoint.id);
  if (found.length === 0) return null;
  const events = found.flatMap(({ id, lane }) => (id === null ? [] : [{ id, lane }]));
  for (let at = 0; at < events.length; at += ROWS_A_STATEMENT) {
    await insertDeliveries(scope, endpoint.id, events.slice(at, at + ROWS_A_STATEMENT), now);
  }
  return events.length;
}

/** Where there is no event its id is null. */
type FoundEvent = { id: null; lane: null } | Pick<SpreadEvent, "id" | "lane">;

/**
 * In one statement, so that the place is that of the very snapshot in which the events were seen. A transaction from its
 * end on was the other server's. Sequences are restored: what is new has higher numbers than all that was there.
 */
async function moveBack({ trx, orgId }: OrgScope, endpointId: string): Promise<FoundEvent[]> {
  const { rows } = await trx.raw(
    `WITH ahead AS (
       SELECT w.id, w.org_id, w.events, w.cursor_transaction, w.cursor_seq, greatest(w.restored_up_to, w.cursor_seq,
         (SELECT max(e.seq) FROM outbox_events e WHERE e.org_id = w.org_id
          AND (e.transaction_id >= pg_snapshot_xmax(pg_current_snapshot()) OR e.created_at < w.created_at))) AS up_to
       FROM webhook_endpoints w
       WHERE w.org_id = ? AND w.id = ? AND w.cursor_transaction >= pg_snapshot_xmax(pg_current_snapshot())
     ), moved AS (
       UPDATE webhook_endpoints w SET cursor_transaction = pg_snapshot_xmin(pg_current_snapshot()), cursor_seq = -1,
         restored_up_to = a.up_to FROM ahead a WHERE w.org_id = a.org_id AND w.id = a.id
     )
     SELECT e.id, coalesce(e.payload ->> 'customerId', e.resource_id::text) AS lane
     FROM ahead a LEFT JOIN outbox_events e ON e.org_id = a.org_id AND (e.type = ANY (a.events) OR '*' = ANY (a.events))
       AND ((e.transaction_id, e.seq) > (a.cursor_transaction, a.cursor_seq)
         OR (e.seq > a.up_to AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())))
     ORDER BY e.seq`,
    [orgId, endpointId],
  );
  return rows;
}
