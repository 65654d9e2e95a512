import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { openAgain } from "../delivery/desk-thread-state.ts";
import { enqueueDelivering } from "../delivery/queue-delivery.ts";
import { deskChat } from "./desk-view.ts";

/**
 * When the deleted message was the first of a conversation's thread (and with it, on Slack, the thread is gone), the
 * conversation gets a new thread at once. False when it was none.
 */
export async function reopenDeletedThread(
  scope: OrgScope,
  channel: LiveChannel,
  externalMessageId: string,
): Promise<boolean> {
  const card = await scope
    .trx("deliveries")
    .where({ org_id: scope.orgId, channel_id: channel.id, external_message_id: externalMessageId, operation: "open" })
    .first("id", "desk_thread_id");
  if (!card?.desk_thread_id) return false;
  const thread = await scope
    .trx("desk_threads")
    .where({ org_id: scope.orgId, id: card.desk_thread_id, card_delivery_id: card.id, moved_at: null })
    .whereNotNull("thread_id")
    .forUpdate()
    .first("id");
  if (!thread) return false;
  const isOpening = await openAgain(scope.trx, thread.id);
  if (isOpening) await enqueueDelivering(scope, channel.id, deskChat(thread), "mirror");
  return isOpening;
}
