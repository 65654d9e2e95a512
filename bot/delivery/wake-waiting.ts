import type { Database } from "../../infra/db/connect.ts";
import { FIRST_LANE } from "./lane.ts";

const AT_ONCE = 500;
/** How a delivery fails while its platform is away: nothing is told of why. */
export const PLATFORM_AWAY = "ARRAY['delivery.retry.other', 'delivery.uncertain.other']";

/** A channel's platform is back: what waits for its next attempt goes now, however long the failures have made it wait. */
export async function wakeWaiting(db: Database, channelId: string, now: Date): Promise<void> {
  for (let last: string | null = "0"; last !== null; ) last = await wakeSome(db, channelId, now, last);
}

/** Those after `last`, oldest first; the last of them, or null where there are no more. */
async function wakeSome(db: Database, channelId: string, now: Date, last: string): Promise<string | null> {
  const { rows } = await db.system.raw(
    `WITH due AS (
       UPDATE deliveries SET next_attempt_at = :now, updated_at = clock_timestamp()
       WHERE id IN (
         SELECT id FROM deliveries WHERE channel_id = :channelId AND status = 'queued' AND seq > :last
           AND error_code = ANY (${PLATFORM_AWAY}) ORDER BY seq LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
       RETURNING seq, chat, audience, purpose
     ), chats AS (
       SELECT chat, ${FIRST_LANE} AS lane, 'deliver:' || :channelId::text || ':' || chat AS key FROM due GROUP BY chat ORDER BY chat
     )
     SELECT (SELECT max(seq) FROM due) AS last,
       enqueue_job('deliver', json_build_object('channelId', :channelId::text, 'chat', chat, 'lane', lane), NULL, key, NULL, NULL, 'replace')
     FROM chats`,
    { channelId, now, last },
  );
  return rows[0]?.last ?? null;
}
