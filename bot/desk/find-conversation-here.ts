import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import type { ChatRef } from "../ports/inbound-event.ts";
import { findFocus } from "./focus.ts";

/** The conversation that a place belongs to: its thread's, or the one current for the person where there are none. */
export async function findConversationHere(
  scope: OrgScope,
  { channel, chat, staff }: { channel: LiveChannel; chat: ChatRef; staff: Staff },
  now: Date,
): Promise<{ conversationId: string; by: "thread" | "focus" } | null> {
  if (chat.threadId !== undefined) {
    const conversationId = await conversationOfThread(scope, channel.id, chat.id, chat.threadId);
    return conversationId === null ? null : { conversationId, by: "thread" };
  }
  if (chat.kind !== "staff") return null;
  const conversationId = await findFocus(scope, channel.id, staff.userId, now);
  return conversationId === null ? null : { conversationId, by: "focus" };
}

async function conversationOfThread(
  { trx, orgId }: OrgScope,
  channelId: string,
  chatId: string,
  threadId: string,
): Promise<string | null> {
  const row = await trx("desk_threads")
    .where({ org_id: orgId, channel_id: channelId, chat_id: chatId, thread_id: threadId })
    .first("conversation_id");
  return row?.conversation_id ?? null;
}
