import type { AuditEntry } from "../../domain/control/audit-log.ts";
import { ConversationEvent } from "../../domain/conversations/conversation.ts";
import { keepCustomerChange } from "../../domain/customers/keep-change.ts";
import { lockCustomer } from "../../domain/customers/lock-customer.ts";
import { forgetMemories, forgetWhatWasSaid } from "../../domain/memory/forget.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/**
 * Forgets a customer: their memories are removed (hidden under a legal hold), and nothing said until now is recalled.
 * What was said stays in the record, as the law wants it. Returns how many memories there were.
 */
export async function forgetCustomer(
  scope: OrgScope,
  about: {
    customerId: string;
    conversationId: string | null;
    message: { id: string; sentAt: Date } | null;
    by: AuditEntry["by"];
    why: string;
    at: Date;
  },
): Promise<number> {
  const { customerId, conversationId, message, by, why, at } = about;
  await lockCustomer(scope, customerId);
  const forgotten = await forgetMemories(scope, { customerId, id: null }, at);
  // By the platform's clock, as everything else that is said: what they say behind the request is no part of it.
  await forgetWhatWasSaid(scope, customerId, message?.sentAt ?? at);
  const changes = { memories: forgotten, why, ...(conversationId ? { conversationId } : {}) };
  await keepCustomerChange(scope, {
    customerId,
    by,
    type: "consent_change",
    title: `memories forgotten: ${forgotten}`,
    action: "customer.forget",
    changes,
  });
  if (conversationId === null) return forgotten;
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId,
    customerId,
    userId: "userId" in by ? by.userId : null,
    messageId: message?.id ?? null,
    messageSentAt: message?.sentAt ?? null,
    eventType: "memories_forgotten",
    eventData: { memories: forgotten, why },
  });
  return forgotten;
}
