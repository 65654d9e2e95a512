import { resolveAlert } from "../../domain/control/alert.ts";
import { moveChannelGroup } from "../../domain/organisation/channel-groups.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { announceChannels } from "../channels/announce-channels.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { ChatMovedEvent } from "../ports/inbound-event.ts";
import type { ConverseDeps } from "./deps.ts";
import { finishReceipt } from "./settle-receipt.ts";
import { unknownGroupCause } from "./unknown-group.ts";

/** The platform gave a group another id: a registered one stays registered under it. Safe to repeat. */
export async function handleChatMoved(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  { from, to }: ChatMovedEvent,
): Promise<void> {
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const isMoved = await moveChannelGroup(scope, { channelId: channel.id, from, to });
    if (isMoved) {
      // Whoever spoke there in between was not answered; the alert of it has nothing left to ask.
      await resolveAlert(scope, unknownGroupCause(channel.id, to), deps.clock.now());
      await announceChannels(scope);
    }
    if (!receipt) return;
    const outcome = `chat moved from ${from} to ${to}`;
    await finishReceipt(scope, channel, receipt, { status: isMoved ? "done" : "ignored", outcome });
  });
}
