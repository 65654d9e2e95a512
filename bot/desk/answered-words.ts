import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";

/**
 * The words that a customer's message answers, where the platform tells which they are; null when they were taken back.
 * In a thread every line answers the first, which says nothing.
 */
export async function answeredWords(
  { trx, orgId }: OrgScope,
  { replyTo, chat }: MessageEvent,
  message: { id: string },
): Promise<string | null> {
  if (replyTo === undefined || replyTo === `${chat.id}:${chat.threadId}`) return null;
  const { rows } = await trx.raw(
    `SELECT r.content FROM messages m
       JOIN messages r ON r.id = m.reply_to_message_id AND r.sent_at = m.reply_to_sent_at
     WHERE m.org_id = ? AND m.id = ? AND r.org_id = m.org_id AND r.deleted_at IS NULL`,
    [orgId, message.id],
  );
  return rows[0]?.content ?? null;
}
