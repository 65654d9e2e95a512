import type { OrgScope } from "../../infra/db/organization-scope.ts";

export interface ListedDelivery {
  eventId: string;
  type: string;
  status: "pending" | "delivered" | "dead";
  attempts: number;
  httpStatus: number | null;
  error: string | null;
  isReplay: boolean;
  happenedAt: Date;
  nextAttemptAt: Date | null;
  finishedAt: Date | null;
}

/** The newest deliveries of an endpoint; or those alone that were given up or failed and wait. */
export async function listWebhookDeliveries(
  { trx, orgId }: OrgScope,
  endpointId: string,
  { onlyFailed, atMost }: { onlyFailed: boolean; atMost: number },
): Promise<ListedDelivery[]> {
  const { rows } = await trx.raw(
    `SELECT e.id AS "eventId", e.type, d.status, d.attempts, d.http_status AS "httpStatus", d.error,
       d.is_replay AS "isReplay", e.created_at AS "happenedAt",
       CASE WHEN d.status = 'pending' THEN d.next_attempt_at END AS "nextAttemptAt", d.finished_at AS "finishedAt"
     FROM webhook_deliveries d JOIN outbox_events e ON e.id = d.event_id
     WHERE d.org_id = :orgId AND d.endpoint_id = :endpointId
       AND (NOT :onlyFailed OR d.status = 'dead' OR (d.status = 'pending' AND d.attempts > 0))
     ORDER BY d.seq DESC LIMIT :atMost`,
    { orgId, endpointId, onlyFailed, atMost },
  );
  return rows;
}
