import type { Knex } from "knex";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** One event for one endpoint, with what its body is made of. */
export interface DueDelivery {
  id: string;
  lane: string;
  attempts: number;
  giveUpAt: Date;
  eventId: string;
  type: string;
  resourceType: string;
  resourceId: string;
  payload: Record<string, unknown>;
  happenedAt: Date;
  org: string;
  customerCode: string | null;
  conversationNumber: string | null;
}

/** How far into what waits one look goes. */
const LOOK_AT = 200;

/**
 * The first delivery of each lane that is due, least tried first: of a customer nothing goes before what happened earlier,
 * and one that keeps failing keeps nobody else waiting.
 */
export async function findDueDeliveries(
  { trx, orgId }: OrgScope,
  endpointId: string,
  { now, atMost }: { now: Date; atMost: number },
): Promise<DueDelivery[]> {
  const { rows } = await trx.raw(
    `SELECT d.id, d.lane, d.attempts, d.give_up_at AS "giveUpAt", e.id AS "eventId", e.type,
       e.resource_type AS "resourceType", e.resource_id AS "resourceId", e.payload, e.created_at AS "happenedAt",
       o.code AS org, c.customer_code AS "customerCode", v.number AS "conversationNumber"
     FROM (SELECT * FROM webhook_deliveries p
           WHERE p.org_id = :orgId AND p.endpoint_id = :endpointId AND p.status = 'pending' AND p.next_attempt_at <= :now
             AND NOT EXISTS (SELECT FROM webhook_deliveries f WHERE f.endpoint_id = p.endpoint_id AND f.lane = p.lane
               AND f.seq < p.seq AND f.status = 'pending')
           ORDER BY p.seq LIMIT :lookAt) d
       JOIN outbox_events e ON e.id = d.event_id AND e.org_id = d.org_id
       JOIN organizations o ON o.id = d.org_id
       LEFT JOIN customers c ON c.org_id = d.org_id AND c.id = (e.payload ->> 'customerId')::uuid
       LEFT JOIN conversations v ON v.org_id = d.org_id AND v.id = (e.payload ->> 'conversationId')::uuid
     ORDER BY d.attempts, d.seq LIMIT :atMost`,
    { orgId, endpointId, now, lookAt: LOOK_AT, atMost },
  );
  return rows;
}

/**
 * The endpoints of all organisations that have something to do: what they were not given yet, or a delivery that is due.
 * One that cannot be reached has nothing to do until it is tried again. One that a restore has put ahead of everything has.
 */
export async function findBusyEndpoints(system: Knex, now: Date): Promise<{ id: string; orgId: string }[]> {
  const { rows } = await system.raw(
    `SELECT w.id, w.org_id AS "orgId" FROM webhook_endpoints w
     WHERE (w.status <> 'removed' AND w.cursor_transaction >= pg_snapshot_xmax(pg_current_snapshot()))
       OR w.status = 'active' AND coalesce(w.retry_at <= :now, true) AND (
       EXISTS (SELECT FROM webhook_deliveries d
               WHERE d.endpoint_id = w.id AND d.status = 'pending' AND d.next_attempt_at <= :now)
       OR EXISTS (SELECT FROM outbox_events e WHERE e.org_id = w.org_id
                  AND (e.transaction_id, e.seq) > (w.cursor_transaction, w.cursor_seq) AND e.seq > w.restored_up_to
                  AND e.transaction_id < pg_snapshot_xmax(pg_current_snapshot())))`,
    { now },
  );
  return rows;
}
