import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";

export interface BudgetLeft {
  left: number;
  of: number;
  /** What is queued and will use some of it. */
  waiting: number;
  /** When the platform's window closes. */
  until: Date;
}

/** What a platform that counts replies still lets us send in a conversation; null where it does not count. */
export async function budgetLeft(
  scope: OrgScope,
  channel: LiveChannel,
  conversationId: string,
  chatId: string,
): Promise<BudgetLeft | null> {
  const { replyBudget } = channel.adapter.capabilitiesFor?.(chatId) ?? channel.adapter.capabilities;
  if (!replyBudget) return null;
  const { rows } = await scope.trx.raw(
    `SELECT v.last_customer_message_at AS since,
       (SELECT count(*) FROM deliveries d WHERE d.conversation_id = v.id AND d.audience = 'customer' AND d.status = 'sent'
         AND d.operation = 'send' AND d.joined_to IS NULL AND d.sent_at >= v.last_customer_message_at) AS sent,
       (SELECT count(*) FROM deliveries d WHERE d.conversation_id = v.id AND d.audience = 'customer'
         AND d.status IN ('queued', 'sending') AND d.operation = 'send' AND d.joined_to IS NULL) AS waiting
     FROM conversations v WHERE v.org_id = ? AND v.id = ?`,
    [scope.orgId, conversationId],
  );
  const since: Date | null = rows[0]?.since ?? null;
  if (!since) return null;
  const left = Math.max(0, replyBudget.messages - Number(rows[0].sent));
  return {
    left,
    of: replyBudget.messages,
    waiting: Number(rows[0].waiting),
    until: new Date(since.getTime() + replyBudget.windowMs),
  };
}
