import type { Check } from "../check.ts";
import { findRows } from "../find-rows.ts";

/** Of what was taken over and delivered, `forget_webhooks` leaves thirty days. */
const KEPT_DAYS = 29;

/**
 * An endpoint has taken over everything up to its place, is not far behind, and does not stand where nothing has happened
 * yet (a database that was restored into another server). What happened in the minute that it was added in may be either.
 */
export const outboxGap: Check = {
  name: "outbox_gap",
  says: "whoever is told of what happens was given every event, in time",
  find: (scope, window) =>
    findRows(
      scope,
      window,
      `SELECT e.id, 'event ' || e.type || ' was passed over for the outgoing webhook ' || w.id AS about
       FROM webhook_endpoints w JOIN outbox_events e ON e.org_id = w.org_id
         AND (e.transaction_id, e.seq) <= (w.cursor_transaction, w.cursor_seq)
       WHERE w.org_id = :orgId AND w.status <> 'removed' AND e.id >= :fromId
         AND e.created_at > greatest(w.created_at + interval '1 minute', :now::timestamptz - make_interval(days => ${KEPT_DAYS}))
         AND (e.type = ANY (w.events) OR '*' = ANY (w.events))
         AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.event_id = e.id AND d.endpoint_id = w.id)
       UNION ALL
       SELECT w.id, 'outgoing webhook has not taken over what happened at '
         || to_char(e.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC'
       FROM webhook_endpoints w CROSS JOIN LATERAL (
         SELECT created_at FROM outbox_events e WHERE e.org_id = w.org_id
           AND (e.transaction_id, e.seq) > (w.cursor_transaction, w.cursor_seq) AND e.seq > w.restored_up_to
           AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
         ORDER BY e.transaction_id, e.seq LIMIT 1) e
       WHERE w.org_id = :orgId AND w.status = 'active' AND coalesce(w.retry_at < :late, true) AND e.created_at < :late
       UNION ALL
       SELECT w.id, 'outgoing webhook stands behind what has not happened yet' FROM webhook_endpoints w
       WHERE w.org_id = :orgId AND w.status <> 'removed'
         AND w.cursor_transaction >= pg_snapshot_xmax(pg_current_snapshot())`,
    ),
};
