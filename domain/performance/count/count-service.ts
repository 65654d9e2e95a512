import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { bindingsOf, type Count, onDay } from "../kpi-day.ts";
import type { CountedFigures } from "../kpi-figures.ts";

/** First answers that each person gave that day to customers who waited, and how long half of them waited at most. */
export async function countFirstResponses(scope: OrgScope, count: Count): Promise<CountedFigures[]> {
  const { rows } = await scope.trx.raw(
    `SELECT r.user_id, count(*)::int AS first_responses,
       round(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.ended_at - r.waiting_since)::float8)::numeric, 3)::text
         AS first_response_median_seconds
     FROM sla_results r
     WHERE r.org_id = :orgId AND r.kind = 'first_response' AND r.outcome = 'answered' AND r.waiting_since IS NOT NULL
       AND r.user_id = ANY (:userIds::uuid[]) AND ${onDay("r.ended_at")}
     GROUP BY r.user_id`,
    bindingsOf(scope, count),
  );
  return rows;
}

/** Conversations that were each person's when they were resolved that day, and what their customers thought of it. */
export async function countResolved(scope: OrgScope, count: Count): Promise<CountedFigures[]> {
  const { rows } = await scope.trx.raw(
    `SELECT v.agent_id AS user_id, count(*)::int AS conversations_resolved FROM conversations v
     WHERE v.org_id = :orgId AND v.agent_id = ANY (:userIds::uuid[]) AND v.status IN ('resolved', 'closed')
       AND ${onDay("v.resolved_at")}
     GROUP BY v.agent_id`,
    bindingsOf(scope, count),
  );
  return rows;
}

/** What customers said that day about the conversations of each person. */
export async function countRatings(scope: OrgScope, count: Count): Promise<CountedFigures[]> {
  const { rows } = await scope.trx.raw(
    `SELECT v.agent_id AS user_id, count(*)::int AS satisfaction_count, sum(v.satisfaction_score)::int AS satisfaction_sum
     FROM conversations v
     WHERE v.org_id = :orgId AND v.agent_id = ANY (:userIds::uuid[]) AND v.satisfaction_score IS NOT NULL
       AND ${onDay("v.satisfaction_rated_at")}
     GROUP BY v.agent_id`,
    bindingsOf(scope, count),
  );
  return rows;
}

// What runs and is missed belongs to whose conversation it is; once it ends it is a row of sla_results on the day of
// its end.
const MISSED = `
  SELECT v.agent_id AS user_id, d.kind FROM conversations v CROSS JOIN LATERAL (VALUES
    ('first_response', v.sla_first_response_at), ('next_response', v.sla_next_response_at),
    ('resolution', v.sla_resolve_deadline)) AS d (kind, deadline)
  WHERE v.org_id = :orgId AND v.agent_id = ANY (:userIds::uuid[]) AND v.waiting_since IS NOT NULL
    AND v.status IN ('pending', 'active') AND d.deadline < :now AND ${onDay("d.deadline")}`;

const ENDED = `SELECT r.user_id, r.kind, r.outcome, r.is_met FROM sla_results r
  WHERE r.org_id = :orgId AND r.user_id = ANY (:userIds::uuid[]) AND ${onDay("r.ended_at")}`;

/** Deadlines of each person that ended that day or were missed on it and go on, as `/sla` counts them. */
export async function countPromises(scope: OrgScope, count: Count & { now: Date }): Promise<CountedFigures[]> {
  const { rows } = await scope.trx.raw(
    `SELECT user_id, count(*)::int AS sla_promises, count(*) FILTER (WHERE is_met)::int AS sla_met
     FROM (SELECT user_id, is_met FROM (${ENDED}) ended UNION ALL SELECT user_id, false FROM (${MISSED}) missed) promises
     GROUP BY user_id`,
    bindingsOf(scope, count),
  );
  return rows;
}

/**
 * Times that a customer waited for each person, and those without an answer: given back to the bot, taken away because
 * nobody answered, or late and still going on. Whoever resolves without a word has decided that nothing remains to be said.
 */
export async function countWaits(scope: OrgScope, count: Count & { now: Date }): Promise<CountedFigures[]> {
  const { rows } = await scope.trx.raw(
    `WITH all_waits AS (
       SELECT user_id, outcome = 'released' AS is_unanswered FROM (${ENDED}) ended WHERE kind <> 'resolution'
       UNION ALL SELECT user_id, true FROM (${MISSED}) missed WHERE kind <> 'resolution'
       UNION ALL SELECT u.id, true FROM conversation_events e
         JOIN users u ON u.org_id = e.org_id AND u.id::text = e.event_data -> 'before' ->> 'agentId'
         WHERE e.org_id = :orgId AND e.event_type = 'queued' AND u.id = ANY (:userIds::uuid[])
           AND e.event_data -> 'after' ->> 'handoffReason' = 'unanswered' AND ${onDay("e.created_at")}
     )
     SELECT user_id, count(*)::int AS waits, count(*) FILTER (WHERE is_unanswered)::int AS waits_unanswered
     FROM all_waits GROUP BY user_id`,
    bindingsOf(scope, count),
  );
  return rows;
}
