import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { CampaignStats } from "./campaign.ts";
import type { GrowthSettings } from "./growth-settings.ts";

/** Brings what is known of a campaign's texts up to date, with its figures, which it gives. */
export async function settleCampaign(
  scope: OrgScope,
  campaignId: string,
  { replyDays, convertDays }: Pick<GrowthSettings, "replyDays" | "convertDays">,
  now: Date,
): Promise<CampaignStats> {
  await settleSent(scope, campaignId, now);
  await settleReplies(scope, campaignId, { days: replyDays, now });
  return keepStats(scope, campaignId, convertDays);
}

const DAY_MS = 24 * 60 * 60_000;
/** Some platforms say only later that what they took did not arrive (微信客服). */
const TAKEN_BACK_MS = 60 * 60_000;

/** Writes what became of the texts of a campaign that were on their way: taken by the platform, or failed. */
async function settleSent({ trx, orgId }: OrgScope, campaignId: string, now: Date): Promise<void> {
  await trx.raw(
    `UPDATE campaign_executions e SET
       status = CASE WHEN d.lost > 0 THEN 'failed' WHEN e.clicked_at IS NOT NULL THEN 'clicked' ELSE 'delivered' END,
       delivered_at = CASE WHEN d.lost = 0 THEN d.at END,
       error_message = CASE WHEN d.lost > 0 THEN d.error END
     FROM (
       SELECT x.id, count(*) FILTER (WHERE y.status IN ('failed', 'cancelled')) AS lost, max(y.sent_at) AS at,
         max(coalesce(y.error_code, y.error_message, y.status)) FILTER (WHERE y.status IN ('failed', 'cancelled')) AS error,
         bool_or(y.status IN ('queued', 'sending', 'held', 'uncertain')) AS is_open
       FROM campaign_executions x JOIN deliveries y ON y.message_id = x.message_id AND y.operation = 'send'
       WHERE x.org_id = :orgId AND x.campaign_id = :campaignId AND (x.status = 'sent' OR (x.status = 'delivered' AND x.delivered_at > :recent)) GROUP BY x.id
     ) d
     WHERE e.id = d.id AND (d.lost > 0 OR (e.status = 'sent' AND NOT d.is_open))`,
    { orgId, campaignId, recent: new Date(now.getTime() - TAKEN_BACK_MS) },
  );
}

/** Notes who wrote within so many days after they were written to. */
async function settleReplies(
  { trx, orgId }: OrgScope,
  campaignId: string,
  { days, now }: { days: number; now: Date },
): Promise<void> {
  await trx.raw(
    `UPDATE campaign_executions e SET replied_at = r.at, status = 'replied'
     FROM (
       SELECT x.id, min(m.sent_at) AS at FROM campaign_executions x
       JOIN messages m ON m.customer_id = x.customer_id AND m.org_id = x.org_id AND m.direction = 'inbound'
         AND m.sent_at >= :since AND m.sent_at > x.delivered_at AND m.sent_at <= x.delivered_at + :days * interval '1 day'
       WHERE x.org_id = :orgId AND x.campaign_id = :campaignId AND x.replied_at IS NULL AND x.delivered_at >= :since
       GROUP BY x.id
     ) r WHERE e.id = r.id`,
    { orgId, campaignId, days, since: new Date(now.getTime() - days * DAY_MS) },
  );
}

/**
 * Works out a campaign's figures from its executions and keeps them. Converted: a deposit of theirs was confirmed
 * within so many days.
 */
async function keepStats({ trx, orgId }: OrgScope, campaignId: string, convertDays: number): Promise<CampaignStats> {
  const { rows } = await trx.raw(
    `UPDATE campaigns c SET stats = (
       SELECT jsonb_build_object('sent', count(e.sent_at), 'delivered', count(e.delivered_at), 'opened', count(e.opened_at),
         'clicked', count(e.clicked_at), 'replied', count(e.replied_at), 'converted', count(*) FILTER (WHERE EXISTS (
           SELECT FROM deposits d WHERE d.org_id = e.org_id AND d.customer_id = e.customer_id AND d.status = 'confirmed'
             AND d.confirmed_at > e.delivered_at AND d.confirmed_at <= e.delivered_at + :days * interval '1 day')))
       FROM campaign_executions e WHERE e.campaign_id = c.id AND e.org_id = c.org_id)
     WHERE c.org_id = :orgId AND c.id = :campaignId RETURNING stats`,
    { orgId, campaignId, days: convertDays },
  );
  return rows[0].stats;
}

/** How many of a campaign's customers are where, and why those who were not written to were not. */
export async function countExecutions(
  { trx, orgId }: OrgScope,
  campaignId: string,
): Promise<{ status: string; variant: string | null; reason: string | null; count: number }[]> {
  const { rows } = await trx.raw(
    `SELECT status, variant, error_message AS reason, count(*)::int AS count FROM campaign_executions
     WHERE org_id = ? AND campaign_id = ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [orgId, campaignId],
  );
  return rows;
}

/** True while somebody of a campaign waits to be written to, or a text of it is on its way. */
export async function hasOpenExecutions({ trx, orgId }: OrgScope, campaignId: string): Promise<boolean> {
  const { rows } = await trx.raw(
    `SELECT EXISTS (SELECT FROM campaign_executions e WHERE e.org_id = ? AND e.campaign_id = ? AND (e.status = 'pending'
       OR (e.status = 'sent' AND EXISTS (SELECT FROM deliveries d WHERE d.message_id = e.message_id
         AND d.status IN ('queued', 'sending', 'held'))))) AS open`,
    [orgId, campaignId],
  );
  return rows[0].open;
}
