import { readGrowthSettings } from "../../../domain/growth/growth-settings.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { Check } from "../check.ts";
import { findRows } from "../find-rows.ts";

/** Counted with each that begins (`startExecutions`). */
export const workflowCounters: Check = {
  name: "workflow_counters",
  says: "a workflow counts the customers and leads who began it",
  find: (scope, window) =>
    findRows(
      scope,
      window,
      `SELECT w.id, 'workflow counts ' || w.execution_count || ' beginnings, there are ' || e.begun AS about
       FROM workflows w CROSS JOIN LATERAL (
         SELECT count(*) AS begun FROM workflow_executions WHERE org_id = w.org_id AND workflow_id = w.id) e
       WHERE w.org_id = :orgId AND w.execution_count <> e.begun ${
         window.since
           ? `AND (w.updated_at >= :since OR w.last_executed_at >= :since OR w.id IN (
                SELECT workflow_id FROM workflow_executions WHERE org_id = :orgId AND id >= :fromId))`
           : ""
       }`,
    ),
};

/** So long are the figures kept of a campaign that has ended (`settleEnded`). */
const SETTLED_DAYS = 365;

/**
 * As `settleCampaign` keeps them, every minute of a campaign at work and every hour of others: what happened since may be in
 * them or not. A customer who paid or was changed meanwhile may count as converted or not.
 */
export const campaignCounters: Check = {
  name: "campaign_counters",
  says: "a campaign's figures are those of its customers",
  async find(scope, window) {
    const { convertDays } = readGrowthSettings(await loadSettings(scope));
    const figures = ["sent", "delivered", "opened", "clicked", "replied", "converted"];
    const fits = (name: string) =>
      `coalesce((c.stats ->> '${name}')::bigint, 0) BETWEEN e.${name}_least AND e.${name}_most`;
    return findRows(
      scope,
      window,
      `SELECT c.id, 'campaign says ' || c.stats::text || ', there are ' || to_jsonb(e)::text AS about
       FROM campaigns c
       CROSS JOIN LATERAL (SELECT :late::timestamptz
         - CASE WHEN c.status IN ('scheduled', 'running') THEN interval '0' ELSE interval '1 hour' END AS at) settled
       CROSS JOIN LATERAL (
         SELECT count(*) FILTER (WHERE x.sent_at < settled.at) AS sent_least, count(x.sent_at) AS sent_most,
           count(x.delivered_at) AS delivered_least, count(x.delivered_at) AS delivered_most,
           count(x.opened_at) AS opened_least, count(x.opened_at) AS opened_most,
           count(*) FILTER (WHERE x.clicked_at < settled.at) AS clicked_least, count(x.clicked_at) AS clicked_most,
           count(x.replied_at) AS replied_least, count(x.replied_at) AS replied_most,
           count(*) FILTER (WHERE p.has_paid AND NOT p.is_open) AS converted_least,
           count(*) FILTER (WHERE x.delivered_at IS NOT NULL AND (p.has_paid OR p.is_open)) AS converted_most
         FROM campaign_executions x CROSS JOIN LATERAL (
           SELECT EXISTS (SELECT FROM deposits d WHERE d.org_id = x.org_id AND d.customer_id = x.customer_id
               AND d.status = 'confirmed' AND d.confirmed_at > x.delivered_at
               AND d.confirmed_at <= x.delivered_at + make_interval(days => :convertDays::integer)) AS has_paid,
             EXISTS (SELECT FROM customers k WHERE k.id = x.customer_id AND k.updated_at >= settled.at)
               OR EXISTS (SELECT FROM deposits d WHERE d.customer_id = x.customer_id AND d.updated_at >= settled.at)
               OR EXISTS (SELECT FROM settings s WHERE s.org_id = x.org_id AND s.key = 'campaigns.convert_days'
                 AND s.updated_at >= settled.at) AS is_open) p
         WHERE x.org_id = c.org_id AND x.campaign_id = c.id) e
       WHERE c.org_id = :orgId AND c.started_at IS NOT NULL AND c.started_at < settled.at
         AND coalesce(c.completed_at, c.updated_at) > :now::timestamptz - interval '${SETTLED_DAYS} days'
         AND (c.status IN ('scheduled', 'running', 'paused') OR coalesce(c.completed_at, c.updated_at) >= :since)
         AND NOT (${figures.map(fits).join(" AND ")})`,
      { convertDays: String(convertDays) },
    );
  },
};
