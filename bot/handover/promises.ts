import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { findTimes } from "../reminders/read-when.ts";

/** A time that a colleague named to the customer. */
export interface Promised {
  at: Date;
  words: string;
  by: string;
}

const LAST_LINES = 20;
const MAX_PROMISES = 3;
const DAYS = 14;

/**
 * Times still to come that people named in their latest lines to the customer ("I call you tomorrow at 9"). Read from the
 * words as they stood when they were written, so what comes next can be shown with its line; nothing is made of it.
 */
export async function readPromises(
  { trx, orgId }: OrgScope,
  conversationId: string,
  zone: string,
  now: Date,
): Promise<Promised[]> {
  const { rows } = await trx.raw(
    `SELECT m.content, m.sent_at, u.name FROM messages m JOIN users u ON u.id = m.user_id
     WHERE m.org_id = ? AND m.conversation_id = ? AND m.direction = 'outbound' AND m.sender_type = 'agent'
       AND m.sent_at >= ? AND m.content IS NOT NULL AND m.deleted_at IS NULL ORDER BY m.sent_at DESC LIMIT ?`,
    [orgId, conversationId, new Date(now.getTime() - DAYS * 24 * 60 * 60_000), LAST_LINES],
  );
  const lines = rows as { content: string; sent_at: Date; name: string }[];
  return lines
    .flatMap(({ content, sent_at, name }) =>
      findTimes(content.slice(0, 500), sent_at, zone)
        .filter(({ hasHour, at }) => hasHour && at !== null && at > now)
        .map(({ at }) => ({ at: at ?? now, words: content, by: name })),
    )
    .slice(0, MAX_PROMISES);
}
