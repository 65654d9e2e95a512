import type { Database } from "../../../infra/db/connect.ts";
import type { LiveChannel } from "../../channels/channel-directory.ts";
import { staffPlaces } from "../../desk/desk-place.ts";
import type { MissedPlace } from "../../ports/catch-up.ts";

const MOST_CHATS = 2_000;
/** In a chat that was silent for longer, a word in just this time is as likely as from a stranger. */
const CHAT_DAYS = 90;
const MOST_THREADS = 500;
const DAY_MS = 86_400_000;

/**
 * Where people may have written to us on a channel, the likeliest first: places of staff, registered groups, customers'
 * chats by their last message, and the threads of open conversations.
 */
export async function knownPlaces(db: Database, channel: LiveChannel, before: Date): Promise<MissedPlace[]> {
  const staff = [...staffPlaces(channel, "desk"), ...staffPlaces(channel, "alert")];
  const teams = channel.teamPlaces.map(({ chatId }) => chatId);
  const customers = await customerChats(db, channel, new Date(before.getTime() - CHAT_DAYS * DAY_MS));
  const chats = new Set([...staff, ...teams, ...channel.groups, ...customers]);
  const threads = await openThreads(db, channel.id);
  return [...[...chats].map((chatId) => ({ chatId })), ...threads];
}

async function customerChats(db: Database, { id, orgId }: LiveChannel, since: Date): Promise<string[]> {
  const { rows } = await db.system.raw(
    `SELECT external_chat_id AS chat FROM conversations
     WHERE org_id = ? AND last_message_at > ? AND channel_id = ? AND external_chat_id IS NOT NULL AND NOT is_group
     GROUP BY external_chat_id ORDER BY max(last_message_at) DESC LIMIT ?`,
    [orgId, since, id, MOST_CHATS],
  );
  return rows.map((row: { chat: string }) => row.chat);
}

async function openThreads(db: Database, channelId: string): Promise<MissedPlace[]> {
  const { rows } = await db.system.raw(
    `SELECT t.chat_id AS "chatId", t.thread_id AS "threadId" FROM desk_threads t
       JOIN conversations v ON v.id = t.conversation_id
     WHERE t.channel_id = ? AND t.thread_id IS NOT NULL AND t.moved_at IS NULL AND v.status IN ('pending', 'active')
     ORDER BY t.opened_at DESC LIMIT ?`,
    [channelId, MOST_THREADS],
  );
  return rows;
}
