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
 * The customer's last messages in a conversation as they are worded now, newest first; what they deleted is left out, and so is the message
 * `before` which they were said.
 */
export async function readRecentMessages(
  { trx, orgId }: OrgScope,
  conversationId: string,
  before?: { id: string },
): Promise<ReadMessage[]> {
  const rows: {
    text: string;
    intent: string | null;
    sentiment: Sentiment | null;
    risks: ReadMessage["risks"] | null;
  }[] = await trx("messages as m")
    .leftJoin("message_insights as i", "i.message_id", "m.id")
    .joinRaw(
      `LEFT JOIN LATERAL (SELECT v.content, v.version FROM message_versions v
         WHERE v.message_id = m.id AND v.kind = 'edited' ORDER BY v.version DESC LIMIT 1) edit ON true
       LEFT JOIN message_edit_insights e ON e.message_id = m.id AND e.version = edit.version`,
    )
    .where({ "m.org_id": orgId, "m.conversation_id": conversationId, "m.direction": "inbound" })
    .whereNull("m.deleted_at")
    .modify((query) => before && query.whereNot({ "m.id": before.id }))
    .orderBy([
      { column: "m.sent_at", order: "desc" },
      { column: "m.id", order: "desc" },
    ])
    .limit(MOST)
    .select(
      trx.raw("coalesce(CASE WHEN edit.version IS NULL THEN m.content ELSE edit.content END, '') AS text"),
      trx.raw("coalesce(e.intent, i.intent) AS intent"),
      trx.raw("coalesce(e.sentiment, i.sentiment) AS sentiment"),
      trx.raw("coalesce(e.risk_signals, i.risk_signals) AS risks"),
    );
  return rows.map((row) => ({ ...row, risks: row.risks ?? [] }));
}
