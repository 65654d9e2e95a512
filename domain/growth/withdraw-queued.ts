import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { TAKE_BACK } from "./take-back.ts";

/**
 * Takes back the texts of a campaign that wait and of which no part has begun to go out; what they were to tell besides
 * their words has not been told. `isAgain`: their customers wait
 * for another. Returns how many.
 */
export async function withdrawQueued(
  { trx, orgId }: OrgScope,
  campaignId: string,
  { isAgain, at }: { isAgain: boolean; at: Date },
): Promise<number> {
  const { rows } = await trx.raw(
    `WITH waiting AS (
       SELECT d.id, e.id AS execution, d.message_id, d.message_sent_at, d.conversation_id, d.act->'carries' AS carries
       FROM campaign_executions e
       JOIN deliveries d ON d.message_id = e.message_id AND d.org_id = e.org_id
       WHERE e.org_id = :orgId AND e.campaign_id = :campaignId AND e.status = 'sent' AND d.status = 'queued'
       FOR UPDATE OF d
     ), ${TAKE_BACK}, unsaid AS (
       UPDATE messages m SET status = 'cancelled' FROM whole w
       WHERE m.id = w.message_id AND m.sent_at = w.message_sent_at AND m.status = 'queued'
     )
     UPDATE campaign_executions e SET status = :status, error_message = :error, sent_at = NULL, message_id = NULL,
       message_sent_at = NULL
     FROM (SELECT DISTINCT execution FROM whole) w WHERE e.id = w.execution RETURNING e.id`,
    {
      orgId,
      campaignId,
      at,
      code: "campaign.stopped",
      status: isAgain ? "pending" : "failed",
      // knex's type leaves out null, its code does not
      error: (isAgain ? null : "cancelled") as string,
    },
  );
  return rows.length;
}

/** Ends the wait of those whom a campaign has not written to; `exceptRun`: those of this run wait on. */
export async function failPending(
  { trx, orgId }: OrgScope,
  campaignId: string,
  { reason, exceptRun }: { reason: string; exceptRun?: string },
): Promise<number> {
  const pending = trx("campaign_executions").where({ org_id: orgId, campaign_id: campaignId, status: "pending" });
  if (exceptRun !== undefined) pending.whereNot({ run: exceptRun });
  return pending.update({ status: "failed", error_message: reason });
}
