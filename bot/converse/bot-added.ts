import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { BotAddedEvent } from "../ports/inbound-event.ts";
import type { ConverseDeps } from "./deps.ts";
import { finishReceipt } from "./settle-receipt.ts";
import { alertOfGroup, isUnknownGroup } from "./unknown-group.ts";

/** Somebody added the bot to a group: whoever may register it is told before anybody there asks in vain. */
export async function handleBotAdded(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: BotAddedEvent,
): Promise<void> {
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const isUnknown = isUnknownGroup(channel, event.chat);
    if (isUnknown) await alertOfGroup(scope, deps, channel, event.chat, "added");
    if (!receipt) return;
    const end = isUnknown
      ? { status: "done" as const, outcome: "added to an unregistered group" }
      : { status: "ignored" as const, outcome: "added" };
    await finishReceipt(scope, channel, receipt, end);
  });
}
