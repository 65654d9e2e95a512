import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { moveChat } from "../channels/move-chat.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { ChatMovedEvent } from "../ports/inbound-event.ts";
import type { ConverseDeps } from "./deps.ts";
import { finishReceipt } from "./settle-receipt.ts";

/** The platform gave a group another id: what is known under the old one is known under the new one. Safe to repeat. */
export async function handleChatMoved(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  { from, to }: ChatMovedEvent,
): Promise<void> {
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const isMoved = await moveChat(scope, channel, { from, to }, deps.clock.now());
    if (!receipt) return;
    const outcome = `chat moved from ${from} to ${to}`;
    await finishReceipt(scope, channel, receipt, { status: isMoved ? "done" : "ignored", outcome });
  });
}
