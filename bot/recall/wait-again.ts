import type { Conversation } from "../../domain/conversations/conversation.ts";
import { beginWait } from "../../domain/conversations/keep-sla.ts";
import type { Message } from "../../domain/conversations/message.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/**
 * A line that was cancelled answered nobody: where it had ended the customer's wait, and nothing else did, they wait on
 * as if it had never been written. `conversation` is locked.
 */
export async function waitAgain(scope: OrgScope, conversation: Conversation, message: Message): Promise<void> {
  const { trx, orgId } = scope;
  const { rows } = await trx.raw(
    `SELECT r.waiting_since AS since FROM sla_results r
     WHERE r.org_id = :orgId AND r.conversation_id = :conversation AND r.outcome = 'answered' AND r.ended_at = :at
       AND NOT EXISTS (SELECT FROM messages m WHERE m.conversation_id = r.conversation_id AND m.direction = 'outbound'
         AND m.sender_type = 'agent' AND m.id <> :message AND m.sent_at >= :at
         AND m.status NOT IN ('held', 'cancelled', 'failed'))
     LIMIT 1`,
    { orgId, conversation: conversation.id, message: message.id, at: message.sentAt },
  );
  await trx("conversations")
    .where({ id: conversation.id, first_response_at: message.sentAt })
    .update({ first_response_at: null });
  if (rows[0]?.since) await beginWait(scope, conversation, rows[0].since);
}
