import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { maskSecrets } from "../content/secrets/mask-secrets.ts";
import type { RiskSeverity } from "../conversations/signals.ts";

const DAYS = 30;
const MOST_LINES = 20;
const MAX_CHARACTERS = 500;

/** A message of the lead's customer, as it reads now. */
export interface LeadLine {
  messageId: string;
  /** Whose conversation it was said in. */
  teamId: string | null;
  at: Date;
  /** Which of its wordings; 0: it was never reworded. */
  version: number;
  /** Without card numbers, passwords and the like. */
  text: string;
  intents: string[];
  risks: { kind: string; severity: RiskSeverity }[];
}

interface Row {
  id: string;
  team_id: string | null;
  sent_at: Date;
  version: number;
  content: string | null;
  intents: { intent: string }[] | null;
  risks: LeadLine["risks"] | null;
}

/**
 * What a customer wrote in private in the last 30 days, newest first: nothing taken back, passed on from others, or said
 * before they asked to be forgotten.
 */
export async function readLeadLines({ trx, orgId }: OrgScope, customerId: string, now: Date): Promise<LeadLine[]> {
  const { rows } = await trx.raw(
    `SELECT m.id, c.team_id, m.sent_at, COALESCE(v.version, 0) AS version, COALESCE(v.content, m.content) AS content,
       COALESCE(e.intent_signals, i.intent_signals) AS intents, COALESCE(e.risk_signals, i.risk_signals) AS risks
     FROM messages m
     JOIN conversations c ON c.id = m.conversation_id AND c.org_id = m.org_id
     LEFT JOIN message_insights i ON i.message_id = m.id
     LEFT JOIN LATERAL (SELECT content, version FROM message_versions
       WHERE message_id = m.id ORDER BY version DESC LIMIT 1) v ON m.edited_at IS NOT NULL
     LEFT JOIN message_edit_insights e ON e.message_id = m.id AND e.version = v.version
     WHERE m.org_id = :orgId AND m.customer_id = :customerId AND m.sender_type = 'customer' AND NOT c.is_group
       AND m.deleted_at IS NULL AND m.metadata -> 'forwarded' IS DISTINCT FROM 'true'::jsonb
       AND m.sent_at > :now::timestamptz - make_interval(days => ${DAYS})
       AND (c.memory_from IS NULL OR m.sent_at > c.memory_from)
     ORDER BY m.sent_at DESC, m.id DESC LIMIT ${MOST_LINES}`,
    { orgId, customerId, now },
  );
  return rows.map((row: Row) => ({
    messageId: row.id,
    teamId: row.team_id,
    at: row.sent_at,
    version: row.version,
    text: maskSecrets(row.content ?? "").slice(0, MAX_CHARACTERS),
    intents: (row.intents ?? []).map(({ intent }) => intent),
    risks: (row.risks ?? []).map(({ kind, severity }) => ({ kind, severity })),
  }));
}
