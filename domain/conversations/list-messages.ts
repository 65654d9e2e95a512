import type { OrgScope } from "../../infra/db/organization-scope.ts";

export interface MessageListing {
  id: string;
  direction: string;
  sender: string;
  /** Of the member of staff who wrote it. */
  author: string | null;
  contentType: string;
  /** As it reads now: of a message that was changed its last wording, of one that was taken back nothing. */
  text: string | null;
  status: string;
  sentAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
  /** `sent_at` to the microsecond, which a Date does not hold: where the next page begins. */
  place: string;
}

/** What was said in a conversation, oldest first, after `after`: a page of at most `limit`. Notes of staff are not said. */
export async function listMessages(
  { trx, orgId }: OrgScope,
  conversationId: string,
  { after, limit }: { after: { place: string; id: string } | null; limit: number },
): Promise<MessageListing[]> {
  const { rows } = await trx.raw(
    `SELECT m.id, m.direction, m.sender_type AS sender, u.employee_code AS author, m.content_type AS "contentType",
       CASE WHEN m.deleted_at IS NOT NULL THEN NULL ELSE coalesce(x.content, m.content) END AS text, m.status,
       m.sent_at AS "sentAt", m.edited_at AS "editedAt", m.deleted_at AS "deletedAt", to_json(m.sent_at) #>> '{}' AS place
     FROM messages m LEFT JOIN users u ON u.id = m.user_id LEFT JOIN LATERAL (
       SELECT content FROM message_versions WHERE message_id = m.id AND message_sent_at = m.sent_at
       ORDER BY version DESC LIMIT 1) x ON m.edited_at IS NOT NULL
     WHERE m.org_id = :orgId AND m.conversation_id = :conversationId AND m.direction IN ('inbound', 'outbound')
       AND (:place::timestamptz IS NULL OR (m.sent_at, m.id) > (:place::timestamptz, :id::uuid))
     ORDER BY m.sent_at, m.id LIMIT :limit`,
    { orgId, conversationId, place: after?.place ?? null, id: after?.id ?? null, limit },
  );
  return rows;
}
