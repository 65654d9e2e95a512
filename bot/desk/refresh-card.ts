import { Customer } from "../../domain/customers/customer.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { isSpent } from "../delivery/is-spent.ts";
import { queueEdit } from "../delivery/queue-delivery.ts";
import type { RespondTo } from "../ports/inbound-event.ts";
import { conversationCard } from "./conversation-card.ts";
import { type DeskView, deskChat } from "./desk-view.ts";

/** Puts the conversation's present state on its card. `respondTo` is the press that changed it, where one did. */
export async function refreshCard(scope: OrgScope, desk: DeskView, respondTo?: RespondTo): Promise<void> {
  const { thread, channel, conversation } = desk;
  if (!thread.cardDeliveryId || !channel.adapter.edit) return;
  const target = { chatId: thread.chatId };
  if (await isSpent(scope, channel, { ...target, deliveryId: thread.cardDeliveryId }, respondTo)) return;
  const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
  const card = await conversationCard(scope, conversation, customer, desk);
  await queueEdit(scope, {
    channel,
    chat: deskChat(thread),
    target,
    audience: "staff",
    purpose: "desk",
    content: card.content,
    buttons: card.buttons,
    act: { by: "bot", why: "desk: the card's state" },
    conversationId: conversation.id,
    customerId: conversation.customerId,
    deskThreadId: thread.id,
    edits: thread.cardDeliveryId,
    ...(respondTo ? { respondTo } : {}),
  });
}
