import { Message } from "../../domain/conversations/message.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import { addVersion } from "./add-version.ts";
import type { ConverseDeps } from "./deps.ts";
import { lockOpenParties } from "./find-parties.ts";
import { filedAt, type RecordedMessage, recordWithdrawn } from "./record-message.ts";
import { finishReceipt } from "./settle-receipt.ts";

/**
 * A message that was taken back before it came is answered to nobody and shown to nobody. A customer's is kept, as
 * deleted, in the conversation that there is; none begins with it, and then the inbox alone has its words.
 */
export async function keepWithdrawn(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: MessageEvent,
  withdrawnAt: Date,
): Promise<void> {
  const receivedAt = deps.clock.now();
  await deps.ensureMonth(filedAt(event.sentAt, receivedAt).at);
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const parties = await lockOpenParties(scope, channel, event);
    const message = parties && (await recordWithdrawn(scope, channel, event, parties.conversation, receivedAt));
    if (message) await markDeleted(scope, message, withdrawnAt, event.sender.id);
    if (!receipt) return;
    const end = message
      ? ({ status: "done", outcome: "message", message } as const)
      : ({ status: "ignored", outcome: "withdrawn before it came" } as const);
    await finishReceipt(scope, channel, receipt, end);
  });
}

async function markDeleted(scope: OrgScope, { id, sentAt }: RecordedMessage, at: Date, by: string): Promise<void> {
  const message = await Message.query(scope.trx).findOne({ id, sentAt }).throwIfNotFound();
  await addVersion(scope, message, { kind: "deleted", content: null, metadata: {}, at: at.toISOString(), by });
}
