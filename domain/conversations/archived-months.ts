import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** Whose messages are asked about: a customer's, a conversation's, or everybody's since a moment. */
export type ArchivedOf = { customerId: string } | { conversationId: string } | { since: Date };

/** The months (`2026-03`) with such messages that were taken out of the table, the oldest first: no reading finds those. */
export async function archivedMonths({ trx, orgId }: OrgScope, of: ArchivedOf): Promise<string[]> {
  const { rows } = await trx.raw(
    `SELECT DISTINCT to_char(a.month, 'YYYY-MM') AS month
     FROM message_archive_parts p JOIN message_archives a ON a.id = p.archive_id AND a.state <> 'attached'
     WHERE p.org_id = :orgId
       AND (:conversationId::uuid IS NULL OR p.conversation_id = :conversationId)
       AND (:customerId::uuid IS NULL OR p.conversation_id IN (
         SELECT id FROM conversations WHERE org_id = :orgId AND customer_id = :customerId))
       AND (:since::timestamptz IS NULL OR (a.month + interval '1 month') AT TIME ZONE 'UTC' > :since)
     ORDER BY month`,
    { orgId, conversationId: null, customerId: null, since: null, ...of },
  );
  return rows.map(({ month }: { month: string }) => month);
}
