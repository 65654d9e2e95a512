import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { FunnelRow } from "./keep-rows.ts";

/**
 * How customers came: the first contact, their newest lead's source, the first of our groups that they were seen in and
 * whether they are in one still, and how the first look at them ended: as somebody said, else as their lead did. Whose they
 * are now has the row.
 */
export async function deriveTop(
  { trx, orgId }: OrgScope,
  customerIds: readonly string[],
  timezone: string,
): Promise<FunnelRow[]> {
  const { rows } = await trx.raw(
    `WITH c AS (SELECT * FROM customers WHERE org_id = :orgId AND id = ANY (:customerIds::uuid[])),
     moves AS (
       SELECT a.customer_id, a.type = 'group_joined' AS is_in, a.metadata ->> 'name' AS name, a.metadata ->> 'reason' AS reason,
         a.metadata ->> 'channelId' AS channel, a.metadata ->> 'chatId' AS chat, (a.metadata ->> 'at')::timestamptz AS at,
         a.created_at, a.id
       FROM c JOIN customer_activities a ON a.customer_id = c.id AND a.type IN ('group_joined', 'group_left')),
     seen AS (
       SELECT customer_id, at, name FROM moves WHERE is_in
       UNION ALL SELECT v.customer_id, v.created_at, n.name FROM c JOIN conversations v ON v.customer_id = c.id AND v.is_group
         LEFT JOIN channel_groups n ON n.channel_id = v.channel_id AND n.chat_id = v.external_chat_id),
     first_seen AS (
       SELECT DISTINCT ON (customer_id) customer_id, at AS joined_at, name FROM seen ORDER BY customer_id, at, name NULLS LAST),
     stand AS (
       SELECT DISTINCT ON (customer_id, channel, chat) customer_id, is_in, at, reason FROM moves
       ORDER BY customer_id, channel, chat, created_at DESC, id DESC),
     -- Who left the last of our groups that we know them to have been in.
     gone AS (
       SELECT DISTINCT ON (customer_id) customer_id, at AS left_at, reason FROM stand
       WHERE NOT EXISTS (SELECT FROM stand s WHERE s.customer_id = stand.customer_id AND s.is_in)
       ORDER BY customer_id, at DESC),
     looked AS (
       SELECT DISTINCT ON (a.customer_id) a.customer_id, a.metadata ->> 'result' AS result, a.metadata ->> 'reason' AS reason
       FROM c JOIN customer_activities a ON a.customer_id = c.id AND a.type = 'screened'
       ORDER BY a.customer_id, a.created_at DESC, a.id DESC)
     SELECT c.id AS customer_id, c.owner_id AS user_id, (c.created_at AT TIME ZONE :timezone)::date::text AS contact_date,
       coalesce(nullif(c.source_channel, ''), 'unknown') AS source_channel, l.source_detail,
       g.joined_at IS NOT NULL AS joined_group, g.name AS group_name, g.joined_at::text AS joined_at,
       g.joined_at IS NOT NULL AND gone.left_at IS NULL AS stayed_in_group, gone.left_at::text AS left_group_at,
       gone.reason AS leave_reason,
       coalesce(looked.result, CASE WHEN l.status IN ('qualified', 'converted') THEN 'passed'
         WHEN l.status = 'lost' THEN 'rejected' END) AS screening_result,
       CASE WHEN looked.result IS NOT NULL THEN looked.reason WHEN l.status = 'lost' THEN l.status_reason END
         AS screening_reason
     FROM c
     LEFT JOIN LATERAL (SELECT coalesce(l.source_detail, l.utm_source) AS source_detail, l.status, l.status_reason
       FROM leads l WHERE l.customer_id = c.id ORDER BY l.created_at DESC, l.id DESC LIMIT 1) l ON true
     LEFT JOIN first_seen g ON g.customer_id = c.id
     LEFT JOIN gone ON gone.customer_id = c.id
     LEFT JOIN looked ON looked.customer_id = c.id`,
    // knex's type knows no arrays as bindings, its code passes them on
    { orgId, customerIds, timezone } as unknown as Record<string, string>,
  );
  return rows;
}
