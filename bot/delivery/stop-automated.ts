import { ConversationEvent } from "../../domain/conversations/conversation.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { reopenWait } from "./reopen-wait.ts";
import { untell } from "./untell.ts";

/** Why a delivery was cancelled: its customer was blacklisted before it went out. */
export const CUSTOMER_BLACKLISTED = "customer.blacklisted";

/** Of a delivery `d`: what nobody typed or sent by hand, other than a line that the customer needs to have. */
export const isAutomated = `d.audience = 'customer' AND d.act->>'by' <> 'user'
  AND d.purpose IN ('answer', 'marketing', 'satisfaction')`;

interface Stopped {
  id: string;
  message_id: string | null;
  message_sent_at: Date | null;
  conversation_id: string | null;
}

/**
 * Cancels what the machine wrote to a customer and has not gone out; what a person wrote goes on. The caller has the
 * customer's conversations locked. What is being sent at this moment is looked at again should it fail. Gives how many
 * texts those were.
 */
export async function stopAutomated(
  scope: OrgScope,
  customerId: string,
  { userId, at }: { userId: string; at: Date },
): Promise<number> {
  const stopped = await cancelQueued(scope, customerId, at);
  for (const { id } of stopped) await untell(scope.trx, id);
  const texts = new Map(stopped.map((delivery) => [delivery.message_id ?? delivery.id, delivery]));
  for (const delivery of texts.values()) await endText(scope, customerId, delivery, { userId, at });
  return texts.size;
}

async function cancelQueued({ trx, orgId }: OrgScope, customerId: string, at: Date): Promise<Stopped[]> {
  const { rows } = await trx.raw(
    `UPDATE deliveries d SET status = 'cancelled', error_code = :code, updated_at = :at
     WHERE d.org_id = :orgId AND d.status = 'queued' AND ${isAutomated}
       -- What was queued before they were merged stays under the other name, in what is their conversation now.
       AND (d.customer_id = :customerId OR d.conversation_id IN (
         SELECT v.id FROM conversations v WHERE v.org_id = :orgId AND v.customer_id = :customerId))
     RETURNING d.id, d.message_id, d.message_sent_at, d.conversation_id`,
    { code: CUSTOMER_BLACKLISTED, at, orgId, customerId },
  );
  return rows;
}

async function endText(
  scope: OrgScope,
  customerId: string,
  { id, message_id, message_sent_at, conversation_id }: Stopped,
  { userId, at }: { userId: string; at: Date },
): Promise<void> {
  if (!message_id || !message_sent_at || !conversation_id) return;
  await endMessage(scope, message_id);
  await reopenWait(scope, { id: message_id, sentAt: message_sent_at, conversationId: conversation_id }, at);
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: conversation_id,
    customerId,
    userId,
    messageId: message_id,
    messageSentAt: message_sent_at,
    eventType: "bot_mode",
    eventData: { delivery: id, cancelled: true, why: CUSTOMER_BLACKLISTED },
  });
}

/** Of a text in parts that went out in part, the customer has something: it is not cancelled but failed. */
async function endMessage({ trx, orgId }: OrgScope, messageId: string): Promise<void> {
  await trx.raw(
    `UPDATE messages m SET status = CASE WHEN EXISTS (
         SELECT FROM deliveries d WHERE d.message_id = m.id AND d.status IN ('sending', 'sent', 'uncertain'))
       THEN 'failed' ELSE 'cancelled' END
     WHERE m.org_id = ? AND m.id = ? AND m.status = 'queued'`,
    [orgId, messageId],
  );
}
