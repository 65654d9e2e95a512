import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { Endpoint } from "./endpoint.ts";

const DAY_MS = 24 * 60 * 60_000;
/** How long an event is tried. */
export const GIVE_UP_AFTER_MS = 3 * DAY_MS;
const EVENTS_A_TIME = 500;

/**
 * Takes over what happened since for a locked endpoint, in the order in which it was committed: a row for each event that it
 * wants. True while there may be more. Nothing is taken from transactions that others began before and have not ended, so
 * that no event is passed over.
 */
export async function spreadEvents(
  scope: OrgScope,
  endpoint: Pick<Endpoint, "id" | "events">,
  now: Date,
): Promise<boolean> {
  const events = await nextEvents(scope, endpoint.id);
  const wanted = events.filter(({ type }) => endpoint.events.includes("*") || endpoint.events.includes(type));
  if (wanted.length > 0) await insertDeliveries(scope, endpoint.id, wanted, now);
  const last = events.at(-1);
  if (last) await moveCursor(scope, endpoint.id, last);
  return events.length === EVENTS_A_TIME;
}

export interface SpreadEvent {
  id: string;
  type: string;
  lane: string;
  transaction: string;
  seq: string;
}

async function nextEvents({ trx, orgId }: OrgScope, endpointId: string): Promise<SpreadEvent[]> {
  const { rows } = await trx.raw(
    `SELECT e.id, e.type, coalesce(e.payload ->> 'customerId', e.resource_id::text) AS lane,
       e.transaction_id::text AS transaction, e.seq::text
     FROM webhook_endpoints w JOIN outbox_events e ON e.org_id = w.org_id
       AND (e.transaction_id, e.seq) > (w.cursor_transaction, w.cursor_seq) AND e.seq > w.restored_up_to
       AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
     WHERE w.org_id = ? AND w.id = ? ORDER BY e.transaction_id, e.seq LIMIT ?`,
    [orgId, endpointId, EVENTS_A_TIME],
  );
  return rows;
}

/** Rows for events in their order, tried for three days from now. */
export async function insertDeliveries(
  { trx, orgId }: OrgScope,
  endpointId: string,
  events: readonly Pick<SpreadEvent, "id" | "lane">[],
  now: Date,
  isReplay = false,
): Promise<void> {
  await trx("webhook_deliveries").insert(
    events.map(({ id, lane }) => ({
      id: newId(),
      org_id: orgId,
      endpoint_id: endpointId,
      event_id: id,
      lane,
      is_replay: isReplay,
      next_attempt_at: now,
      give_up_at: new Date(now.getTime() + GIVE_UP_AFTER_MS),
      created_at: now,
    })),
  );
}

async function moveCursor({ trx, orgId }: OrgScope, endpointId: string, to: SpreadEvent): Promise<void> {
  await trx.raw(
    "UPDATE webhook_endpoints SET cursor_transaction = ?::xid8, cursor_seq = ? WHERE org_id = ? AND id = ?",
    [to.transaction, to.seq, orgId, endpointId],
  );
}
