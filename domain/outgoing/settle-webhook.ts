import type { Knex } from "knex";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** The endpoint has taken it. */
export async function settleDelivered(
  { trx, orgId }: OrgScope,
  id: string,
  { httpStatus, now }: { httpStatus: number; now: Date },
): Promise<void> {
  await trx.raw(
    `UPDATE webhook_deliveries SET status = 'delivered', attempts = attempts + 1, http_status = ?, error = NULL, finished_at = ?
     WHERE org_id = ? AND id = ? AND status = 'pending'`,
    [httpStatus, now, orgId, id],
  );
}

export interface FailedAttempt {
  httpStatus: number | null;
  error: string;
  now: Date;
  /** When it is tried again. */
  nextAttemptAt: Date;
}

/** It was not taken: tried again, or given up where its time is over. True when it was given up. */
export async function settleFailed(
  { trx, orgId }: OrgScope,
  id: string,
  { httpStatus, error, now, nextAttemptAt }: FailedAttempt,
): Promise<boolean> {
  const { rows } = await trx.raw(
    `UPDATE webhook_deliveries SET attempts = attempts + 1, http_status = :httpStatus, error = :error,
       next_attempt_at = :nextAttemptAt, status = CASE WHEN give_up_at <= :now THEN 'dead' ELSE 'pending' END,
       finished_at = CASE WHEN give_up_at <= :now THEN :now::timestamptz END
     WHERE org_id = :orgId AND id = :id AND status = 'pending' RETURNING status`,
    // knex's type leaves out null, its code does not
    { httpStatus, error, nextAttemptAt, now, orgId, id } as unknown as Record<string, string>,
  );
  return rows[0]?.status === "dead";
}

/** Gives up everything of an endpoint whose time is over, since it cannot be reached. Returns how much that is. */
export async function giveUpOverdue({ trx, orgId }: OrgScope, endpointId: string, now: Date): Promise<number> {
  const { rowCount } = await trx.raw(
    `UPDATE webhook_deliveries SET status = 'dead', finished_at = :now, error = coalesce(error, 'endpoint_unreachable')
     WHERE org_id = :orgId AND endpoint_id = :endpointId AND status = 'pending' AND give_up_at <= :now`,
    { orgId, endpointId, now },
  );
  return rowCount;
}

/** What waited while an endpoint was paused has its full time from now on, and is tried at once. */
export async function giveMoreTime({ trx, orgId }: OrgScope, endpointId: string, until: Date): Promise<void> {
  await trx.raw(
    `UPDATE webhook_deliveries SET give_up_at = ?, next_attempt_at = least(next_attempt_at, clock_timestamp())
     WHERE org_id = ? AND endpoint_id = ? AND status = 'pending'`,
    [until, orgId, endpointId],
  );
}

/** The endpoint cannot be reached: nothing is sent there until then. */
export async function holdEndpoint({ trx, orgId }: OrgScope, endpointId: string, until: Date): Promise<void> {
  await trx.raw("UPDATE webhook_endpoints SET failures = failures + 1, retry_at = ? WHERE org_id = ? AND id = ?", [
    until,
    orgId,
    endpointId,
  ]);
}

/** The endpoint has answered. */
export async function freeEndpoint({ trx, orgId }: OrgScope, endpointId: string): Promise<void> {
  await trx.raw(
    "UPDATE webhook_endpoints SET failures = 0, retry_at = NULL WHERE org_id = ? AND id = ? AND failures > 0",
    [orgId, endpointId],
  );
}

const KEPT_DAYS = 30;

/** Forgets what was delivered a month ago; what was given up stays. */
export async function forgetDelivered(system: Knex, now: Date): Promise<void> {
  await system.raw(
    "DELETE FROM webhook_deliveries WHERE status = 'delivered' AND finished_at < ?::timestamptz - make_interval(days => ?)",
    [now, KEPT_DAYS],
  );
}
