import { ConversationEvent } from "../../domain/conversations/conversation.ts";
import type { Message } from "../../domain/conversations/message.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { addVersion } from "../converse/add-version.ts";
import { untell } from "../delivery/untell.ts";

export interface Recalled {
  userId: string;
  reason: string | null;
  at: Date;
  /** The customer had it before. */
  wasSent: boolean;
}

/**
 * Keeps that a message was taken back: its words stay, as a version that says who did it, when and why. What it told
 * besides (the opening notice, a name) is untold with it.
 */
export async function keepRecalled(scope: OrgScope, message: Message, recalled: Recalled): Promise<void> {
  const { trx, orgId } = scope;
  const { userId, reason, at, wasSent } = recalled;
  await addVersion(scope, message, {
    kind: "recalled",
    content: null,
    metadata: { wasSent, ...(reason ? { reason } : {}) },
    at: at.toISOString(),
    by: userId,
  });
  if (!wasSent) {
    await trx("messages").where({ id: message.id, sent_at: message.sentAt }).update({ status: "cancelled" });
  }
  await ConversationEvent.query(trx).insert({
    orgId,
    conversationId: message.conversationId,
    customerId: message.customerId,
    userId,
    messageId: message.id,
    messageSentAt: message.sentAt,
    eventType: "recalled",
    eventData: { wasSent, ...(reason ? { reason } : {}) },
  });
  const parts = await trx("deliveries")
    .where({ org_id: orgId, message_id: message.id, audience: "customer", operation: "send" })
    .select("id");
  for (const { id } of parts) await untell(trx, id);
}
