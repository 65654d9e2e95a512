import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { FunnelRow } from "./keep-rows.ts";

/**
 * How customers came: the first contact, their newest lead's source and how the look at it ended, and the first group that
 * they were seen in. Whose they are now has the row.
 */
export async function deriveTop(
  { trx, orgId }: OrgScope,
  customerIds: readonly string[],
  timezone: string,
): Promise<FunnelRow[]> {
  const { rows } = await trx.raw(
    `SELECT c.id AS customer_id, c.owner_id AS user_id, (c.created_at AT TIME ZONE :timezone)::date::text AS contact_date,
       coalesce(nullif(c.source_channel, ''), 'unknown') AS source_channel, l.source_detail,
       g.joined_at IS NOT NULL AS joined_group, g.name AS group_name, g.joined_at::text AS joined_at,
       g.joined_at IS NOT NULL AS stayed_in_group,
       CASE WHEN l.status IN ('qualified', 'converted') THEN 'passed' WHEN l.status = 'lost' THEN 'rejected' END
         AS screening_result
     FROM customers c
     LEFT JOIN LATERAL (SELECT coalesce(l.source_detail, l.utm_source) AS source_detail, l.status FROM leads l
       WHERE l.customer_id = c.id ORDER BY l.created_at DESC, l.id DESC LIMIT 1) l ON true
     LEFT JOIN LATERAL (SELECT v.created_at AS joined_at, n.name FROM conversations v
       LEFT JOIN channel_groups n ON n.channel_id = v.channel_id AND n.chat_id = v.external_chat_id
       WHERE v.customer_id = c.id AND v.is_group ORDER BY v.created_at, v.id LIMIT 1) g ON true
     WHERE c.org_id = :orgId AND c.id = ANY (:customerIds::uuid[])`,
    // knex's type knows no arrays as bindings, its code passes them on
    { orgId, customerIds, timezone } as unknown as Record<string, string>,
  );
  return rows;
}
