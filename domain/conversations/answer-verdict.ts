import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** An answer that was given, as those who judge it need it. */
export interface JudgedAnswer {
  id: string;
  conversationId: string;
  question: string;
  /** Who asked. */
  customerId: string;
  /** The message that carried it. */
  messageId: string;
  messageSentAt: Date;
  /** What its customer said of it so far. */
  isHelpful: boolean | null;
  isMarked: boolean;
  /** Rows of `faqs` that it rests on. */
  faqIds: string[];
}

/** An answer that reached a customer, by its id or that of the message that carried it; null for every other. */
export async function findGivenAnswer(
  { trx, orgId }: OrgScope,
  by: { id: string } | { messageId: string },
): Promise<JudgedAnswer | null> {
  const { rows } = await trx.raw(
    `SELECT a.id, a.conversation_id AS "conversationId", a.question, q.customer_id AS "customerId",
       a.message_id AS "messageId", a.message_sent_at AS "messageSentAt", v.is_helpful AS "isHelpful",
       v.marked_at IS NOT NULL AS "isMarked",
       ARRAY(SELECT DISTINCT s ->> 'entryId' FROM jsonb_array_elements(a.sources) s WHERE s ->> 'kind' = 'faq') AS "faqIds"
     FROM answers a
     JOIN messages q ON q.id = a.question_message_id AND q.sent_at = a.question_sent_at
     LEFT JOIN answer_verdicts v ON v.answer_id = a.id
     WHERE a.org_id = :orgId AND ${"id" in by ? "a.id" : "a.message_id"} = :id
       AND a.outcome IN ('answered', 'held') AND a.message_id IS NOT NULL`,
    { orgId, id: "id" in by ? by.id : by.messageId },
  );
  return rows[0] ?? null;
}

/** An automated answer that a customer has, and nobody has marked. */
export interface AnswerToMark {
  id: string;
  /** As it was told; null where it is no longer kept. */
  content: string | null;
}

/** The newest of a conversation's answers that nobody has marked wrong, those told since then, oldest first. */
export async function listAnswersToMark(
  { trx, orgId }: OrgScope,
  conversationId: string,
  { since, limit }: { since: Date; limit: number },
): Promise<AnswerToMark[]> {
  const { rows } = await trx.raw(
    `SELECT id, content FROM (
       SELECT a.id, m.content, m.sent_at FROM answers a
       JOIN messages m ON m.id = a.message_id AND m.sent_at = a.message_sent_at
       LEFT JOIN answer_verdicts v ON v.answer_id = a.id
       WHERE a.org_id = ? AND a.conversation_id = ? AND a.outcome IN ('answered', 'held') AND m.sent_at >= ?
         AND m.sender_type <> 'agent' AND m.deleted_at IS NULL AND m.status NOT IN ('held', 'cancelled', 'failed')
         AND v.marked_at IS NULL
       ORDER BY m.sent_at DESC, m.id DESC LIMIT ?) newest
     ORDER BY sent_at`,
    [orgId, conversationId, since, limit],
  );
  return rows;
}

/** Keeps what the customer says of an answer, their last word. False when they said so already. */
export async function judgeAnswer(
  { trx, orgId }: OrgScope,
  answer: Pick<JudgedAnswer, "id">,
  said: { isHelpful: boolean; at: Date },
): Promise<boolean> {
  const { rows } = await trx.raw(
    `INSERT INTO answer_verdicts AS v (answer_id, org_id, conversation_id, answered_at, is_helpful, judged_at)
     SELECT id, org_id, conversation_id, created_at, :isHelpful, :at FROM answers WHERE org_id = :orgId AND id = :id
     ON CONFLICT (answer_id) DO UPDATE SET is_helpful = excluded.is_helpful, judged_at = excluded.judged_at
       WHERE v.is_helpful IS DISTINCT FROM excluded.is_helpful
     RETURNING true`,
    { orgId, id: answer.id, ...said },
  );
  return rows.length > 0;
}

/** Keeps that somebody at the desk finds an answer wrong, the first who does. False when it is marked already. */
export async function markAnswerWrong(
  { trx, orgId }: OrgScope,
  answer: Pick<JudgedAnswer, "id">,
  by: { userId: string; at: Date },
): Promise<boolean> {
  const { rows } = await trx.raw(
    `INSERT INTO answer_verdicts AS v (answer_id, org_id, conversation_id, answered_at, marked_by, marked_at)
     SELECT id, org_id, conversation_id, created_at, :userId, :at FROM answers WHERE org_id = :orgId AND id = :id
     ON CONFLICT (answer_id) DO UPDATE SET marked_by = excluded.marked_by, marked_at = excluded.marked_at
       WHERE v.marked_at IS NULL
     RETURNING true`,
    { orgId, id: answer.id, ...by },
  );
  return rows.length > 0;
}
