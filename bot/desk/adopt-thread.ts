import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import { finishReceipt } from "../converse/settle-receipt.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { ThreadOpenedEvent } from "../ports/inbound-event.ts";

/**
 * The platform tells of a thread that this channel opened. When its answer to the opening was lost, this is how the
 * conversation finds its thread; otherwise it is known already, and nothing changes.
 */
export async function adoptThread(
  deps: Pick<ConverseDeps, "db">,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: ThreadOpenedEvent,
): Promise<void> {
  const { chat, title } = event;
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const adopted = chat.threadId
      ? await scope
          .trx("desk_threads")
          .where({ org_id: scope.orgId, channel_id: channel.id, chat_id: chat.id, title, thread_id: null })
          .update({ thread_id: chat.threadId, opened_at: scope.trx.fn.now() })
      : 0;
    const outcome = adopted > 0 ? "desk thread adopted" : "desk thread known";
    if (receipt) await finishReceipt(scope, channel, receipt, { status: adopted > 0 ? "done" : "ignored", outcome });
  });
}
