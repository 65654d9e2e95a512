import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { ConflictError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";

/** A recommendation that a customer followed, as the back office saw it. */
export interface FollowedRecommendation {
  customerId: string;
  /** The back office's own number for it: reporting it twice records it once. */
  ref: string;
  followedAt: Date;
  /** What was followed, in few words. */
  title: string | null;
}

/**
 * Writes down that a customer followed a recommendation: only the back office knows, and it is a record for those who
 * supervise. Nothing is worked out of it but its own two columns of the funnel: no score, tier, stage or figure of the
 * staff. The same again changes nothing; false then. @throws ConflictError when the number is another customer's.
 */
export async function recordFollowed(
  { trx, orgId }: OrgScope,
  by: AuditEntry["by"],
  { customerId, ref, followedAt, title }: FollowedRecommendation,
): Promise<boolean> {
  const metadata = { ref, followedAt: followedAt.toISOString() };
  const { rows } = await trx.raw(
    `INSERT INTO customer_activities (id, org_id, customer_id, type, title, metadata)
     VALUES (?, ?, ?, 'recommendation_followed', ?, ?::jsonb)
     ON CONFLICT (org_id, (metadata ->> 'ref')) WHERE type = 'recommendation_followed' DO NOTHING RETURNING id`,
    [newId(), orgId, customerId, title ?? ref, JSON.stringify(metadata)],
  );
  if (rows.length > 0) {
    const changes = { ref, followedAt: metadata.followedAt, title };
    const entry = { orgId, by, action: "recommendation.followed", resourceType: "customer", resourceId: customerId };
    await writeAudit(trx, { ...entry, changes });
    return true;
  }
  const known = await findFollowed({ trx, orgId }, ref);
  if (known?.customerId === customerId) return false;
  throw new ConflictError(`${ref} was recorded for another customer`);
}

/** What is written down of a recommendation that was followed; null where nothing is. */
export async function findFollowed({ trx, orgId }: OrgScope, ref: string): Promise<FollowedRecommendation | null> {
  const { rows } = await trx.raw(
    // Where no title was given its number stands for it.
    `SELECT customer_id AS "customerId", metadata ->> 'ref' AS ref, nullif(title, metadata ->> 'ref') AS title,
       (metadata ->> 'followedAt')::timestamptz AS "followedAt" FROM customer_activities
     WHERE org_id = ? AND type = 'recommendation_followed' AND metadata ->> 'ref' = ?`,
    [orgId, ref],
  );
  return rows[0] ?? null;
}
