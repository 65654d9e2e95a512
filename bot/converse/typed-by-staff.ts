import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import { noteContacted } from "../../domain/leads/note-contacted.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { User } from "../../domain/organisation/user.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { openDesk } from "../desk/desk-view.ts";
import { mirrorOutbound } from "../desk/mirror.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import { plainText } from "../ports/rich-text.ts";
import { askSession } from "../sessions/ask-session.ts";
import { setSession } from "../sessions/set-session.ts";
import { recordReply } from "../signals/record-reply.ts";
import type { ConverseDeps } from "./deps.ts";
import { findParties } from "./find-parties.ts";
import { introduceSender } from "./introduce-sender.ts";
import { openConversation, reserveNumbers } from "./open-conversation.ts";
import { type OrganisationRules, readRules } from "./organisation-rules.ts";
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
  const session = await askSession(deps, channel, event.chat, found.conversation);
  const numbers = await reserveNumbers(deps.db, channel.orgId, found);
  await deps.ensureMonth(filedAt(event.sentAt, receivedAt).at);
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const { customer, conversation } = await openConversation(
      scope,
      channel,
      event,
      numbers,
      found.rules.idleMs(channel),
    );
    if (session) await setSession(scope, conversation, session, null);
    const author = { platformId: typedBy.userId, userId: await findUser(scope, channel, typedBy.userId) };
    const message = await recordStaffMessage(scope, channel, event, conversation, receivedAt, author);
    const { userId } = author;
    if (message) await recordReply(scope, { message, conversation, userId, text: event.text, isHeld: false });
    if (message && userId) await noteContacted(scope, customer.id, { userId, at: receivedAt });
    // A person has spoken: the next automated message says anew what it is.
    if (message) await scope.trx("conversations").where({ id: conversation.id }).update({ automation_told_at: null });
    if (message) await showTyped(scope, deps, found.rules, { customer, conversation, event, author });
    if (!receipt) return;
    const outcome = message ? "typed by staff" : "duplicate";
    await finishReceipt(scope, channel, receipt, { status: "done", outcome, ...(message ? { message } : {}) });
  });
}

/** The desk sees it as the colleague's who typed it, or as an unknown receptionist's. */
async function showTyped(
  scope: OrgScope,
  { channels }: Pick<ConverseDeps, "channels">,
  { deskSurface: surface, language }: OrganisationRules,
  typed: {
    customer: Customer;
    conversation: Conversation;
    event: MessageEvent;
    author: { platformId: string; userId: string | null };
  },
): Promise<void> {
  const { customer, conversation, event, author } = typed;
  const desk = await openDesk(scope, channels, { conversation, customer, surface, language });
  if (!desk) return;
  const user = author.userId ? await User.query(scope.trx).findById(author.userId) : undefined;
  const receptionist = { en: `receptionist ${author.platformId}`, zh: `接待人员 ${author.platformId}` }[language];
  const named = event.attachments.map(({ kind, name }) => `📎 ${name ?? kind}`);
  const content = plainText([event.text, ...named].filter(Boolean).join("\n"));
  await mirrorOutbound(scope, desk, { who: `🧑‍💼 ${user?.name ?? receptionist}`, content, receipt: event.externalId });
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
