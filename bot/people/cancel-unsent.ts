import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { leaveJoinedInDoubt } from "../delivery/joined-deliveries.ts";

/** Why a delivery was cancelled: its author's access ended before it went out. */
export const AUTHOR_SUSPENDED = "staff.suspended";

/**
 * Cancels what somebody wrote to customers and has not gone out. Nobody answers for it any more; a colleague reads it
 * in the thread and sends it as their own where it still fits. What waits for an approval stays with whoever decides.
 */
export async function cancelUnsent(
  scope: OrgScope,
  userId: string,
  now: Date,
): Promise<{ texts: number; conversationIds: string[] }> {
  const rows = await cancelDeliveries(scope, userId, now);
  const messageIds = [...new Set(rows.flatMap(({ message_id }) => (message_id === null ? [] : [message_id])))];
  if (messageIds.length > 0) await cancelMessages(scope, messageIds);
  const conversationIds = [...new Set(rows.flatMap(({ conversation_id }) => conversation_id ?? []))];
  return { texts: messageIds.length, conversationIds };
}

async function cancelDeliveries(
  { trx, orgId }: OrgScope,
  userId: string,
  now: Date,
): Promise<{ message_id: string | null; conversation_id: string | null }[]> {
  const cancelled = await trx("deliveries")
    .where({ org_id: orgId, audience: "customer", status: "queued" })
    .whereRaw("act->>'by' = 'user' AND act->>'userId' = ?", [userId])
    .update({ status: "cancelled", error_code: AUTHOR_SUSPENDED, updated_at: now })
    .returning(["id", "message_id", "conversation_id"]);
  await leaveJoinedInDoubt(
    trx,
    cancelled.map(({ id }) => id),
  );
  return cancelled;
}

/** Of a text in parts that went out in part, the customer has something: it is not cancelled but failed. */
async function cancelMessages({ trx, orgId }: OrgScope, messageIds: string[]): Promise<void> {
  await trx.raw(
    `UPDATE messages m SET status = CASE WHEN EXISTS (
         SELECT FROM deliveries d WHERE d.message_id = m.id AND d.status IN ('sending', 'sent', 'uncertain'))
       THEN 'failed' ELSE 'cancelled' END
     WHERE m.org_id = ? AND m.id = ANY(?) AND m.status = 'queued'`,
    [orgId, messageIds],
  );
}
