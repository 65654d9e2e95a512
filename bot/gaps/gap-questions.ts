import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { MAX_CLUSTERED } from "../../knowledge/index.ts";
import { type RichText, toPlainText } from "../ports/rich-text.ts";
import type { Week } from "./week.ts";

/** A question without a good answer, as it was asked, and what a person replied. */
export interface GapQuestion {
  answerId: string;
  question: string;
  language: string | null;
  why: "unanswered" | "unhelpful" | "wrong";
  /** The customer's and the colleague's: they are in no draft. */
  names: string[];
  reply: string | null;
}

/** For how long after a question words of a colleague are taken for the reply to it. */
const REPLY_WITHIN = "3 days";

/**
 * A week's questions that were not answered, or whose answer the customer found not useful or a colleague wrong, each
 * with the first reply of a person after it: for one marked wrong, of whoever marked it. The newest come first.
 */
export async function readGapQuestions({ trx, orgId }: OrgScope, { from, to }: Week): Promise<GapQuestion[]> {
  const { rows } = await trx.raw(
    `WITH bad AS (
       SELECT id FROM answers
       WHERE org_id = :orgId AND outcome = 'not_answered' AND created_at >= :from AND created_at < :to
       UNION SELECT answer_id FROM answer_verdicts
       WHERE org_id = :orgId AND (NOT is_helpful OR marked_at IS NOT NULL) AND answered_at >= :from AND answered_at < :to)
     SELECT a.id AS "answerId", a.question, a.language,
       CASE WHEN j.marked_at IS NOT NULL THEN 'wrong' WHEN NOT j.is_helpful THEN 'unhelpful' ELSE 'unanswered' END AS why,
       array_remove(ARRAY[c.name, u.name, u.settings ->> 'public_name'], NULL) AS names,
       r.content, r.parts, r.carried
     FROM bad JOIN answers a ON a.id = bad.id
     JOIN conversations v ON v.id = a.conversation_id
     JOIN customers c ON c.id = v.customer_id
     LEFT JOIN answer_verdicts j ON j.answer_id = a.id
     LEFT JOIN LATERAL (
       SELECT m.user_id, m.content,
         (SELECT jsonb_agg(d.content ORDER BY d.part) FROM deliveries d
           WHERE d.message_id = m.id AND d.operation = 'send') AS parts,
         (SELECT max(jsonb_array_length(d.act -> 'carries')) FROM deliveries d
           WHERE d.message_id = m.id AND d.operation = 'send') AS carried
       FROM messages m
       WHERE m.org_id = a.org_id AND m.conversation_id = a.conversation_id AND m.direction = 'outbound'
         AND m.sender_type = 'agent' AND m.status NOT IN ('held', 'cancelled', 'failed') AND m.deleted_at IS NULL
         AND m.content_type = 'text' AND m.content IS NOT NULL
         AND m.received_at >= coalesce(j.marked_at, a.created_at)
         AND m.received_at < coalesce(j.marked_at, a.created_at) + interval '${REPLY_WITHIN}'
         AND (j.marked_by IS NULL OR m.user_id = j.marked_by)
       ORDER BY m.received_at, m.id LIMIT 1) r ON true
     LEFT JOIN users u ON u.id = r.user_id
     ORDER BY a.created_at DESC, a.id LIMIT :limit`,
    { orgId, from, to, limit: MAX_CLUSTERED },
  );
  return (rows as Row[]).map(({ content, parts, carried, ...row }) => ({
    ...row,
    reply: replyOf({ content, parts, carried }),
  }));
}

interface Row extends Omit<GapQuestion, "reply"> {
  content: string | null;
  /** As it went out, part by part; null for what was typed on the platform itself. */
  parts: RichText[] | null;
  /** How many paragraphs stand above its own words. */
  carried: number | null;
}

/** A person's own words, without the notice and signature that went out above them. */
function replyOf({ content, parts, carried }: Pick<Row, "content" | "parts" | "carried">): string | null {
  const words = parts ? toPlainText(parts.flat().slice(carried ?? 0)) : content;
  return words?.trim() || null;
}
