/**
 * The deadlines that stand, one row each, with the rule that is due at `:now`; for use as a subquery of one organisation.
 * The first response counts until there was one; the others are taken away by whoever set them.
 */
export const standingDeadlines = `
  SELECT v.id AS conversation_id, v.customer_id, v.team_id, x.kind, x.at, floor(extract(epoch FROM x.at))::bigint AS epoch,
    CASE WHEN x.at <= :now THEN 'sla_missed' ELSE 'sla_due' END AS rule
  FROM conversations v CROSS JOIN LATERAL (VALUES
    ('first_response', CASE WHEN v.first_response_at IS NULL THEN v.sla_first_response_at END),
    ('next_response', v.sla_next_response_at),
    ('resolution', v.sla_resolve_deadline)) AS x (kind, at)
  WHERE v.org_id = :orgId AND v.status IN ('pending', 'active') AND x.at IS NOT NULL`;
