import { ConversationEvent } from "../../domain/conversations/conversation.ts";
import { Message } from "../../domain/conversations/message.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import type { ClaimedDelivery } from "../delivery/claim-delivery.ts";
import type { Aftermath } from "../delivery/queue-delivery.ts";
import type { DeliveryEnd } from "../desk/delivery-end.ts";
import { keepRecalled } from "./keep-recalled.ts";
import { showRecalled, showRecallFailed } from "./show-recall.ts";

/**
 * The platform removed a part of a message, or did not. With its last part it is known what became of the whole, which is
 * kept and told at the desk; in the transaction that writes the delivery's end.
 */
export async function endRecall(
  scope: OrgScope,
  channels: ChannelDirectory,
  delivery: ClaimedDelivery,
  recall: Extract<Aftermath, { kind: "end_recall" }>,
  end: DeliveryEnd,
): Promise<void> {
  const { messageId, messageSentAt } = delivery;
  if (!messageId || !messageSentAt) return;
  const message = await Message.query(scope.trx).findOne({ id: messageId, sentAt: messageSentAt }).forUpdate();
  const others = await otherParts(scope, delivery, recall.at);
  if (!message || others.some((status) => status === "queued" || status === "sending")) return;
  if (end.kind === "sent" && others.every((status) => status === "sent")) {
    await keepRecalled(scope, message, { ...recall, at: new Date(recall.at), wasSent: true });
    return showRecalled(scope, channels, message, { by: recall.name, reason: recall.reason, wasSent: true });
  }
  const reason = end.kind === "sent" ? "a part of it was not removed" : end.reason;
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: message.conversationId,
    customerId: message.customerId,
    userId: recall.userId,
    messageId: message.id,
    messageSentAt: message.sentAt,
    eventType: "recall_failed",
    eventData: { reason: reason.slice(0, 300) },
  });
  await showRecallFailed(scope, channels, message, reason);
}

/** Of the same wish: what an earlier one did not achieve says nothing about this. */
async function otherParts(
  { trx, orgId }: OrgScope,
  { id, messageId }: ClaimedDelivery,
  askedAt: string,
): Promise<string[]> {
  const rows: { status: string }[] = await trx("deliveries")
    .where({ org_id: orgId, message_id: messageId, operation: "delete" })
    .whereNot({ id })
    .whereRaw("act -> 'after' ->> 'at' = ?", [askedAt])
    .select("status");
  return rows.map(({ status }) => status);
}
