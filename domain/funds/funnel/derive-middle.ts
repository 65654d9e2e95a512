import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { FunnelRow } from "./keep-rows.ts";

/**
 * How customers were talked to, by who did it: what nobody in person did is the owner's, or nobody's. Whose they are now has
 * the account: the first that the back office reported, or that was paid in to. Recommendations that a customer followed
 * are what the back office reported, and nothing else.
 */
export async function deriveMiddle({ trx, orgId }: OrgScope, customerIds: readonly string[]): Promise<FunnelRow[]> {
  const { rows } = await trx.raw(
    `WITH c AS (SELECT id, owner_id, created_at, intention_score, engagement_score FROM customers
       WHERE org_id = :orgId AND id = ANY (:customerIds::uuid[])),
     talks AS (
       SELECT c.id AS customer_id, coalesce(v.agent_id, c.owner_id) AS user_id, count(*)::int AS number
       FROM c JOIN conversations v ON v.customer_id = c.id GROUP BY 1, 2),
     signs AS (
       SELECT c.id AS customer_id, coalesce(e.user_id, c.owner_id) AS user_id,
         count(DISTINCT e.conversation_id) FILTER (WHERE e.event_type = 'quality_conversation')::int AS good_talks,
         count(*) FILTER (WHERE e.event_type = 'counter_question')::int AS questions
       FROM c JOIN conversations v ON v.customer_id = c.id JOIN conversation_events e ON e.conversation_id = v.id
       WHERE e.event_type IN ('quality_conversation', 'counter_question') GROUP BY 1, 2),
     follows AS (
       SELECT c.id AS customer_id, c.owner_id AS user_id, count(*)::int AS number
       FROM c JOIN customer_activities a ON a.customer_id = c.id AND a.type = 'recommendation_followed' GROUP BY 1, 2),
     accounts AS (
       SELECT DISTINCT ON (customer_id) customer_id, platform, opened_at FROM (
         SELECT r.customer_id, r.system AS platform, r.account_opened_at AS opened_at
         FROM c JOIN customer_external_refs r ON r.customer_id = c.id AND r.account_opened_at IS NOT NULL
         UNION ALL
         SELECT d.customer_id, d.platform, d.deposited_at FROM c JOIN deposits d ON d.customer_id = c.id
         WHERE d.status <> 'failed') known
       ORDER BY customer_id, opened_at, platform NULLS LAST),
     of AS (
       SELECT id AS customer_id, owner_id AS user_id FROM c
       UNION SELECT customer_id, user_id FROM talks UNION SELECT customer_id, user_id FROM signs
       UNION SELECT customer_id, user_id FROM follows)
     SELECT of.customer_id, of.user_id, coalesce(t.number, 0) AS total_conversations,
       coalesce(s.good_talks, 0) AS high_quality_conversations, coalesce(s.questions, 0) AS counter_question_count,
       coalesce(f.number, 0) > 0 AS followed_recommendations, coalesce(f.number, 0) AS follow_count,
       a.opened_at IS NOT NULL AS account_opened, a.platform AS account_platform, a.opened_at::text AS opened_at,
       CASE WHEN a.opened_at IS NOT NULL
         THEN greatest(0, floor(extract(epoch FROM a.opened_at - c.created_at) / 86400))::int END AS days_to_open,
       c.intention_score, c.engagement_score
     FROM of JOIN c ON c.id = of.customer_id
     LEFT JOIN talks t ON t.customer_id = of.customer_id AND t.user_id IS NOT DISTINCT FROM of.user_id
     LEFT JOIN signs s ON s.customer_id = of.customer_id AND s.user_id IS NOT DISTINCT FROM of.user_id
     LEFT JOIN follows f ON f.customer_id = of.customer_id AND f.user_id IS NOT DISTINCT FROM of.user_id
     LEFT JOIN accounts a ON a.customer_id = of.customer_id AND of.user_id IS NOT DISTINCT FROM c.owner_id`,
    // knex's type knows no arrays as bindings, its code passes them on
    { orgId, customerIds } as unknown as Record<string, string>,
  );
  return rows;
}
