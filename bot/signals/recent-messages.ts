import type { RiskSeverity, Sentiment } from "../../domain/conversations/signals.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** A customer's message with what was read in it. */
export interface ReadMessage {
  text: string;
  intent: string | null;
  sentiment: Sentiment | null;
  risks: { kind: string; severity: RiskSeverity }[];
}

const MOST = 7;

/**
 * The customer's last messages in a conversation as they are worded now, newest first; what they deleted is left out,
 * and so is the message
 * `before` which they were said.
 */
export async function readRecentMessages(
  { trx, orgId }: OrgScope,
  conversationId: string,
  before?: { id: string },
): Promise<ReadMessage[]> {
  const { rows } = await trx.raw(
    `SELECT coalesce(CASE WHEN edit.version IS NULL THEN m.content ELSE edit.content END, '') AS text,
       coalesce(e.intent, i.intent) AS intent, coalesce(e.sentiment, i.sentiment) AS sentiment,
       coalesce(e.risk_signals, i.risk_signals, '[]') AS risks
     FROM messages m LEFT JOIN message_insights i ON i.message_id = m.id
       LEFT JOIN LATERAL (SELECT v.content, v.version FROM message_versions v
         WHERE v.message_id = m.id AND v.kind = 'edited' ORDER BY v.version DESC LIMIT 1) edit ON true
       LEFT JOIN message_edit_insights e ON e.message_id = m.id AND e.version = edit.version
     WHERE m.org_id = :orgId AND m.conversation_id = :conversationId AND m.direction = 'inbound' AND m.deleted_at IS NULL
       ${before ? "AND m.id <> :before" : ""}
     ORDER BY m.sent_at DESC, m.id DESC LIMIT ${MOST}`,
    { orgId, conversationId, ...(before ? { before: before.id } : {}) },
  );
  return rows;
}
