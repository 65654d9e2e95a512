import type { Clock } from "../../../infra/clock.ts";
import type { Database } from "../../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { tryEach } from "../../../infra/try-each.ts";
import { type EndedClaim, endClaim, lockClaim } from "./held-claim.ts";

/** A held text that nobody has decided on goes back to its author after this long. */
export const DECIDE_WITHIN_MS = 30 * 60_000;

/** Told inside the transaction that ends it: told exactly when it ends, and by one process only. */
export type TellExpired = (scope: OrgScope, ended: EndedClaim) => Promise<void>;

const BATCH = 500;

/**
 * Gives held texts back to their authors that waited too long. Any number of processes may run it at once.
 * @throws AggregateError with what failed, when all have been tried.
 */
export async function expireApprovals(db: Database, clock: Clock, tell?: TellExpired): Promise<EndedClaim[]> {
  const now = clock.now();
  const late: { org_id: string; number: string }[] = await db
    .system("approvals")
    .where({ status: "pending" })
    .whereIn("kind", ["claim", "file"])
    // Nobody waits for a correction, and it has no author to go back to.
    .whereRaw("details -> 'correction' IS NULL")
    .where("created_at", "<=", new Date(now.getTime() - DECIDE_WITHIN_MS))
    .orderBy("created_at")
    .limit(BATCH)
    .select("org_id", "number");
  const ended: EndedClaim[] = [];
  await tryEach(late, async ({ org_id: orgId, number }) => {
    const one = await inOrganization(db, orgId, (scope) => expire(scope, Number(number), now, tell));
    if (one) ended.push(one);
    return one !== null;
  });
  return ended;
}

async function expire(scope: OrgScope, number: number, at: Date, tell?: TellExpired): Promise<EndedClaim | null> {
  const claim = await lockClaim(scope, number);
  if (claim?.status !== "pending") return null;
  const expired = await endClaim(scope, claim, { outcome: "expired", by: { actor: "job" }, at, reason: null });
  await tell?.(scope, expired);
  return expired;
}
