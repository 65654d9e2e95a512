import type { OrgScope } from "../../infra/db/organization-scope.ts";

export interface AnswerGiven {
  /** Null: the bot's. */
  author: string | null;
  content: string;
}

/**
 * What was said to a customer in answer to a message of theirs: the bot's answer to it, else the first words of a person
 * after it and before the customer's next message. Null when nothing was.
 */
export async function answerGiven(scope: OrgScope, messageId: string): Promise<AnswerGiven | null> {
  return (await answerOfBot(scope, messageId)) ?? (await wordsOfPerson(scope, messageId));
}

async function answerOfBot({ trx, orgId }: OrgScope, messageId: string): Promise<AnswerGiven | null> {
  const { rows } = await trx.raw(
    `SELECT NULL AS author, m.content FROM answers a JOIN messages m ON m.id = a.message_id AND m.sent_at = a.message_sent_at
     WHERE a.org_id = ? AND a.question_message_id = ? AND a.outcome = 'answered' AND m.deleted_at IS NULL
       AND m.status NOT IN ('held', 'cancelled', 'failed') AND m.content IS NOT NULL
     ORDER BY a.created_at DESC LIMIT 1`,
    [orgId, messageId],
  );
  return rows[0] ?? null;
}

async function wordsOfPerson({ trx, orgId }: OrgScope, messageId: string): Promise<AnswerGiven | null> {
  const { rows } = await trx.raw(
    `SELECT u.name AS author, r.content FROM messages q
       JOIN messages r ON r.conversation_id = q.conversation_id AND r.direction = 'outbound' AND r.sender_type = 'agent'
         AND r.sent_at >= q.sent_at AND r.deleted_at IS NULL AND r.status NOT IN ('held', 'cancelled', 'failed')
         AND r.content IS NOT NULL
       JOIN users u ON u.id = r.user_id
     WHERE q.org_id = ? AND q.id = ? AND q.direction = 'inbound'
       AND NOT EXISTS (SELECT FROM messages n WHERE n.conversation_id = q.conversation_id AND n.direction = 'inbound'
         AND n.sent_at > q.sent_at AND n.sent_at <= r.sent_at)
     ORDER BY r.sent_at LIMIT 1`,
    [orgId, messageId],
  );
  return rows[0] ?? null;
}
