import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { inForceSql, type Memory, memoryColumns } from "./memory.ts";
import { type MemorySubject, subjectOf } from "./subjects.ts";
import { weightOf } from "./weight.ts";

/** Of one customer more than this are never in force at once: the oldest fade. */
const MOST_READ = 200;

/** What is remembered of a customer and counts most now. Only of this customer: that is its first condition. */
export async function recallMemories(
  scope: OrgScope,
  { customerId, limit, now }: { customerId: string; limit: number; now: Date },
): Promise<Memory[]> {
  const { rows } = await scope.trx.raw(
    `SELECT ${memoryColumns} FROM memories m
     WHERE m.org_id = :orgId AND m.customer_id = :customerId AND ${inForceSql} ORDER BY m.created_at DESC LIMIT ${MOST_READ}`,
    { orgId: scope.orgId, customerId, now },
  );
  return chooseMemories(rows, limit, now);
}

/** A chat that the bot writes in. */
export interface BotChat {
  channelId: string;
  chat: string;
  isGroup: boolean;
  /** The account is known to be the client's. */
  isVerified: boolean;
}

/**
 * The same for a chat that the bot writes in: what was said in this very chat; from other chats, and what staff wrote
 * down, only where the account is known to be the client's. Nothing in a group.
 */
export async function recallForChat(
  scope: OrgScope,
  about: { customerId: string; chat: BotChat; limit: number; now: Date },
): Promise<Memory[]> {
  const { customerId, chat, now, limit } = about;
  if (chat.isGroup) return [];
  const { rows } = await scope.trx.raw(
    `SELECT ${memoryColumns} FROM memories m
     WHERE m.org_id = :orgId AND m.customer_id = :customerId AND ${inForceSql}
       AND (:isVerified OR m.source_type <> 'manual' AND EXISTS (SELECT FROM conversations s WHERE s.id = m.source_id
         AND s.org_id = m.org_id AND s.channel_id = :channelId AND s.chat = :chat AND NOT s.is_group))
     ORDER BY m.created_at DESC LIMIT ${MOST_READ}`,
    { orgId: scope.orgId, customerId, channelId: chat.channelId, chat: chat.chat, isVerified: chat.isVerified, now },
  );
  return chooseMemories(rows, limit, now);
}

/**
 * The weightiest, the newest first among equals. Of a subject that has one value the newest alone: after a merge both
 * customers' stand side by side.
 */
export function chooseMemories(memories: readonly Memory[], limit: number, now: Date): Memory[] {
  const newestFirst = [...memories].sort((a, b) => saidAt(b) - saidAt(a));
  const seen = new Set<MemorySubject>();
  const chosen = newestFirst.filter(({ subject }) => {
    if (subject === null || !subjectOf(subject).isSingle) return true;
    if (seen.has(subject)) return false;
    seen.add(subject);
    return true;
  });
  return chosen.sort((a, b) => weightOf(b, now) - weightOf(a, now)).slice(0, limit);
}

function saidAt({ messageSentAt, createdAt }: Memory): number {
  return (messageSentAt ?? createdAt).getTime();
}

/** Keeps what was used from fading; once a day is enough. */
export async function refreshMemories({ trx, orgId }: OrgScope, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await trx.raw(
    `UPDATE memories SET last_accessed_at = :now WHERE org_id = :orgId AND id = ANY (:ids)
       AND last_accessed_at < :now::timestamptz - interval '1 day'`,
    { orgId, ids: [...ids], now },
  );
}
