import type { Knex } from "knex";
import { ConversationEvent } from "../../domain/conversations/conversation.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { reopenWait } from "../delivery/reopen-wait.ts";
import { untell } from "../delivery/untell.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { SendFailedEvent } from "../ports/inbound-event.ts";
import type { ConverseDeps } from "./deps.ts";
import { finishReceipt } from "./settle-receipt.ts";

/** The platform accepted a message and withdrew it later (微信客服): its delivery and message turn to failed. */
export async function recordSendFailure(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: SendFailedEvent,
): Promise<void> {
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const { rows } = await scope.trx.raw(
      `UPDATE deliveries SET status = 'failed', error_code = 'delivery.rejected.withdrawn', error_message = ?, updated_at = clock_timestamp()
       WHERE channel_id = ? AND external_message_id = ? AND status = 'sent'
       RETURNING id, conversation_id, customer_id, message_id, message_sent_at`,
      [event.reason.slice(0, 500), channel.id, event.externalMessageId],
    );
    const [failed] = rows;
    if (failed?.message_id) {
      await scope.trx.raw("UPDATE messages SET status = 'failed' WHERE id = ? AND sent_at = ?", [
        failed.message_id,
        failed.message_sent_at,
      ] as Knex.Value[]);
    }
    if (failed?.conversation_id) {
      await untell(scope.trx, failed.id);
      if (failed.message_id) {
        const line = {
          id: failed.message_id,
          sentAt: failed.message_sent_at,
          conversationId: failed.conversation_id,
        };
        await reopenWait(scope, line, deps.clock.now());
      }
      await ConversationEvent.query(scope.trx).insert({
        orgId: scope.orgId,
        conversationId: failed.conversation_id,
        customerId: failed.customer_id,
        messageId: failed.message_id,
        messageSentAt: failed.message_sent_at,
        eventType: "reply_failed",
        eventData: { delivery: failed.id, reason: event.reason },
      });
    }
    if (!receipt) return;
    const outcome = failed ? "send_failed" : "send_failed: the delivery is not known";
    await finishReceipt(scope, channel, receipt, { status: failed ? "done" : "ignored", outcome });
  });
}
