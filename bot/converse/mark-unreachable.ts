import { ConversationEvent } from "../../domain/conversations/conversation.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { LeftEvent } from "../ports/inbound-event.ts";
import type { ConverseDeps } from "./deps.ts";
import { findParties } from "./find-parties.ts";
import { finishReceipt } from "./settle-receipt.ts";

/** The person blocked the bot or left: noted, so that nobody waits for an answer that cannot arrive. */
export async function markIdentityUnreachable(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: LeftEvent,
): Promise<void> {
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const { identity, conversation } = await findParties(scope, channel, event);
    if (identity) {
      await identity
        .$query(scope.trx)
        .patch({ unreachableAt: new Date(event.sentAt), unreachableReason: "left or blocked the bot" });
    }
    if (identity && conversation) {
      await ConversationEvent.query(scope.trx).insert({
        orgId: scope.orgId,
        conversationId: conversation.id,
        customerId: identity.customerId,
        eventType: "customer_unreachable",
      });
    }
    if (receipt) await finishReceipt(scope, channel, receipt, { status: "done", outcome: "left" });
  });
}
