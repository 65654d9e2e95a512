import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { ActionEvent } from "../ports/inbound-event.ts";
import { sendFixedLine } from "./customer-outbox.ts";
import type { ConverseDeps } from "./deps.ts";
import { findParties } from "./find-parties.ts";
import { languageOfSender } from "./language-of-sender.ts";
import { finishReceipt } from "./settle-receipt.ts";

/**
 * A customer pressed a button that is none of ours any more (a forwarded card, an earlier app's message). They are told
 * so where only they see it; where the platform has no such place, nothing is said.
 */
export async function endOldPress(
  deps: Pick<ConverseDeps, "db">,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: ActionEvent,
): Promise<void> {
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const { customer, conversation } = await findParties(scope, channel, event);
    if (event.respondTo) {
      await sendFixedLine(scope, "button_expired", {
        channel,
        chat: event.chat,
        language: customer?.language ?? conversation?.language ?? languageOfSender(channel, event) ?? "en",
        act: { by: "bot", why: "button: not for customers", receipt: event.externalId },
        respondTo: event.respondTo,
        ...(customer ? { customerId: customer.id } : {}),
        ...(conversation ? { conversationId: conversation.id } : {}),
      });
    }
    if (receipt) {
      await finishReceipt(scope, channel, receipt, { status: "ignored", outcome: "button: not for customers" });
    }
  });
}
