import { loadSettings } from "../../domain/organisation/settings.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import { recordReply } from "../signals/record-reply.ts";
import type { ConverseDeps } from "./deps.ts";
import { introduceSender } from "./introduce-sender.ts";
import { findParties, openConversation, reserveNumbers } from "./open-conversation.ts";
import { readRules } from "./organisation-rules.ts";
import { filedAt, recordStaffMessage } from "./record-message.ts";
import { finishReceipt } from "./settle-receipt.ts";

/**
 * What a member of staff said to a customer on the platform itself (微信客服: a receptionist in WeCom). It is kept as
 * theirs, in the customer's conversation; nothing answers it, and nothing can check it any more.
 */
export async function recordTypedByStaff(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  received: MessageEvent,
  typedBy: { userId: string },
): Promise<void> {
  const receivedAt = deps.clock.now();
  const found = await inOrganization(deps.db, channel.orgId, async (scope) => ({
    ...(await findParties(scope, channel, received)),
    rules: readRules(await loadSettings(scope)),
  }));
  const event = found.identity ? received : await introduceSender(deps, channel, received);
  const numbers = await reserveNumbers(deps.db, channel.orgId, found);
  await deps.ensureMonth(filedAt(event.sentAt, receivedAt).at);
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const { conversation } = await openConversation(scope, channel, event, numbers, found.rules.idleMs(channel));
    const author = { platformId: typedBy.userId, userId: await findUser(scope, channel, typedBy.userId) };
    const message = await recordStaffMessage(scope, channel, event, conversation, receivedAt, author);
    const { userId } = author;
    if (message) await recordReply(scope, { message, conversation, userId, text: event.text, isHeld: false });
    // A person has spoken: the next automated message says anew what it is.
    if (message) await scope.trx("conversations").where({ id: conversation.id }).update({ automation_told_at: null });
    if (!receipt) return;
    const outcome = message ? "typed by staff" : "duplicate";
    await finishReceipt(scope, channel, receipt, { status: "done", outcome, ...(message ? { message } : {}) });
  });
}

// Whoever it was then: a user who has left since still wrote it.
async function findUser({ trx, orgId }: OrgScope, channel: LiveChannel, platformId: string): Promise<string | null> {
  const { rows } = await trx.raw(
    `SELECT user_id, NULL::timestamptz AS unlinked_at FROM user_identities
       WHERE org_id = :orgId AND channel_id = :channelId AND external_user_id = :platformId
     UNION ALL SELECT user_id, unlinked_at FROM past_identities
       WHERE org_id = :orgId AND channel_id = :channelId AND external_user_id = :platformId
     ORDER BY unlinked_at DESC NULLS FIRST LIMIT 1`,
    { orgId, channelId: channel.id, platformId },
  );
  return rows[0]?.user_id ?? null;
}
