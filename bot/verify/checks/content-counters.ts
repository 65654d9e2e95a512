import type { Check } from "../check.ts";
import { findRows } from "../find-rows.ts";

/** As `recountScript` counts them: with each use and each vote. */
export const scriptCounters: Check = {
  name: "script_counters",
  says: "a script's uses, successes and rating are those on record",
  find: (scope, window) =>
    findRows(
      scope,
      window,
      `SELECT s.id, 'script ' || s.script_code || ' counts ' || s.usage_count || ' uses and ' || s.success_count
         || ' successes, there are ' || u.sent || ' and ' || u.good AS about
       FROM scripts s
       CROSS JOIN LATERAL (
         SELECT count(*) AS sent, count(*) FILTER (WHERE outcome = 'good') AS good,
           count(*) FILTER (WHERE outcome IS NOT NULL) AS decided
         FROM script_uses WHERE script_id = s.id AND NOT is_changed) u
       CROSS JOIN LATERAL (SELECT round(avg(rating), 2) AS rating FROM script_ratings WHERE script_id = s.id) r
       WHERE s.org_id = :orgId ${
         window.since
           ? `AND s.id IN (
                SELECT script_id FROM script_uses WHERE org_id = :orgId AND id >= :fromId
                UNION SELECT script_id FROM script_ratings WHERE org_id = :orgId AND rated_at >= :since)`
           : ""
       }
         AND (s.usage_count, s.success_count, s.success_rate, s.avg_rating)
           IS DISTINCT FROM (u.sent, u.good, round(100.0 * u.good / nullif(u.decided, 0), 2), r.rating)`,
    ),
};

/** As `recountFaq` counts them, by a job some seconds later: what was given or judged just now may not be in it. */
export const faqCounters: Check = {
  name: "faq_counters",
  says: "an FAQ's uses and helpful answers are those on record",
  find: (scope, window) =>
    findRows(
      scope,
      window,
      window.since
        ? `SELECT q.id, ${told} FROM faqs q
           CROSS JOIN LATERAL (
             SELECT ${figures}
             FROM answers a LEFT JOIN answer_verdicts v ON v.answer_id = a.id
             WHERE a.org_id = :orgId AND a.outcome = 'answered'
               AND a.sources @> jsonb_build_array(jsonb_build_object('kind', 'faq', 'entryId', q.id::text))) u
           WHERE q.org_id = :orgId AND q.id::text IN (
             SELECT s ->> 'entryId' FROM answers a CROSS JOIN jsonb_array_elements(a.sources) s
             WHERE a.org_id = :orgId AND a.id >= :fromId AND a.outcome = 'answered' AND s ->> 'kind' = 'faq')
             AND ${differs}`
        : `SELECT q.id, ${told} FROM faqs q
           LEFT JOIN (
             SELECT s.id, ${figures}
             FROM answers a CROSS JOIN LATERAL (
               SELECT DISTINCT s ->> 'entryId' AS id FROM jsonb_array_elements(a.sources) s WHERE s ->> 'kind' = 'faq') s
             LEFT JOIN answer_verdicts v ON v.answer_id = a.id
             WHERE a.org_id = :orgId AND a.outcome = 'answered' GROUP BY s.id) u ON u.id = q.id::text
           WHERE q.org_id = :orgId AND ${differs}`,
    ),
};

const figures = `count(*) AS used, count(*) FILTER (WHERE v.is_helpful) AS helpful,
  greatest(max(a.created_at), max(v.judged_at)) AS last_at`;
const told = `'FAQ counts ' || q.use_count || ' uses, ' || q.helpful_count || ' helpful; there are ' || coalesce(u.used, 0)
  || ' and ' || coalesce(u.helpful, 0) AS about`;
const differs = `(q.use_count, q.helpful_count) <> (coalesce(u.used, 0), coalesce(u.helpful, 0))
  AND coalesce(u.last_at < :late, true)`;

export const knowledgeCounters: Check = {
  name: "knowledge_counters",
  says: "a knowledge base counts its documents, and a document its passages",
  isWhole: true,
  find: (scope, window) =>
    findRows(
      scope,
      window,
      `SELECT b.id, 'knowledge base counts ' || b.document_count || ' documents, there are ' || d.documents AS about
       FROM knowledge_bases b CROSS JOIN LATERAL (SELECT count(*) AS documents FROM documents WHERE kb_id = b.id) d
       WHERE b.org_id = :orgId AND b.document_count <> d.documents
       UNION ALL
       SELECT d.id, 'document counts ' || d.chunk_count || ' passages, there are ' || coalesce(c.chunks, 0)
       FROM documents d LEFT JOIN (SELECT document_id, count(*) AS chunks FROM document_chunks WHERE org_id = :orgId
         GROUP BY document_id) c ON c.document_id = d.id
       WHERE d.org_id = :orgId AND d.processing_status = 'completed' AND d.chunk_count <> coalesce(c.chunks, 0)`,
    ),
};

/** Copied from the view every ten minutes: while customers or money move, they may differ for so long. */
export const staffTotals: Check = {
  name: "staff_totals",
  says: "the customers and the money that stand at a member of staff are those of their customers",
  isWhole: true,
  find: (scope, window) =>
    findRows(
      scope,
      window,
      `SELECT u.id, 'user stands at ' || u.total_customers || ' customers, ' || u.active_customers || ' active, '
         || coalesce(u.total_net_deposit::text, 'no') || ' net; there are ' || p.total_customers || ', ' || p.active_customers || ' and '
         || coalesce(p.total_net_deposit::text, 'no') AS about
       FROM users u JOIN v_employee_performance p ON p.org_id = u.org_id AND p.id = u.id
       WHERE u.org_id = :orgId AND (u.total_customers, u.active_customers, u.total_net_deposit)
         IS DISTINCT FROM (p.total_customers, p.active_customers, p.total_net_deposit)
         AND NOT EXISTS (SELECT FROM customers WHERE org_id = :orgId AND updated_at >= :late)
         AND NOT EXISTS (SELECT FROM deposits WHERE org_id = :orgId AND updated_at >= :late)
         AND NOT EXISTS (SELECT FROM withdrawals WHERE org_id = :orgId AND updated_at >= :late)`,
    ),
};
