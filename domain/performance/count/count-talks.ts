import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { bindingsOf, type Count, onDay } from "../kpi-day.ts";
import type { CountedFigures } from "../kpi-figures.ts";

/** Good talks and questions of each person; what the bot said is nobody's. */
export async function countTalks(scope: OrgScope, count: Count): Promise<CountedFigures[]> {
  const { rows } = await scope.trx.raw(
    `SELECT e.user_id,
       count(DISTINCT e.conversation_id) FILTER (WHERE e.event_type = 'quality_conversation')::int
         AS mofu_quality_conversations,
       count(*) FILTER (WHERE e.event_type = 'counter_question')::int AS mofu_counter_question_count
     FROM conversation_events e
     WHERE e.org_id = :orgId AND e.event_type IN ('quality_conversation', 'counter_question')
       AND e.user_id = ANY (:userIds::uuid[]) AND ${onDay("e.created_at")}
     GROUP BY e.user_id`,
    bindingsOf(scope, count),
  );
  return rows;
}

/** Conversations in which each person wrote to the customer, and how well; what was held or failed was not said. */
export async function countMessages(scope: OrgScope, count: Count): Promise<CountedFigures[]> {
  const { rows } = await scope.trx.raw(
    `SELECT m.user_id, count(DISTINCT m.conversation_id)::int AS conversations_handled,
       count(i.quality_score)::int AS quality_count, coalesce(sum(i.quality_score), 0)::int AS quality_sum
     FROM messages m LEFT JOIN message_insights i ON i.message_id = m.id
     WHERE m.org_id = :orgId AND m.user_id = ANY (:userIds::uuid[]) AND m.direction = 'outbound'
       AND m.sender_type = 'agent' AND m.status NOT IN ('held', 'cancelled', 'failed') AND ${onDay("m.sent_at")}
     GROUP BY m.user_id`,
    bindingsOf(scope, count),
  );
  return rows;
}
