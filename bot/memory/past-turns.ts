import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import type { BotChat } from "../../domain/memory/recall.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { PastTurn } from "../../knowledge/index.ts";

/** Older and more than this is read in the record, not remembered. */
const MONTHS = 18;
const MOST_TURNS = 1_000;
const MAX_CHARACTERS = 600;

/** Whose turns, and for whom. */
export interface WhoseTurns {
  customerId: string;
  /** For the bot: what was said in that chat alone, unless the account is known to be the client's. */
  inChat?: BotChat;
  now: Date;
}

/**
 * What was said with one customer, oldest first: not in groups, nothing that was held, taken back or said before they
 * asked to be forgotten. Read anew each time, so that nothing has to be removed from anywhere else.
 */
export async function readPastTurns(
  { trx, orgId }: OrgScope,
  { customerId, inChat, now }: WhoseTurns,
): Promise<PastTurn[]> {
  if (inChat?.isGroup) return [];
  const { rows } = await trx.raw(
    `SELECT m.id, v.number, m.direction, m.content, m.sent_at FROM messages m
     JOIN conversations v ON v.id = m.conversation_id AND v.org_id = m.org_id
     WHERE m.org_id = :orgId AND m.customer_id = :customerId AND NOT v.is_group AND v.customer_id = :customerId
       AND m.direction IN ('inbound', 'outbound') AND m.status NOT IN ('held', 'cancelled', 'failed')
       AND m.content IS NOT NULL AND m.deleted_at IS NULL
       AND m.sent_at > :now::timestamptz - make_interval(months => ${MONTHS})
       AND (v.memory_from IS NULL OR m.sent_at > v.memory_from)
       ${inChat ? "AND (:isVerified OR v.channel_id = :channelId AND v.chat = :chat)" : ""}
     ORDER BY m.sent_at DESC, m.id DESC LIMIT ${MOST_TURNS}`,
    { orgId, customerId, now, ...(inChat ?? {}) },
  );
  return rows.reverse().map((row: TurnRow) => ({
    id: row.id,
    sitting: `C${row.number}`,
    said: sayDay(row.sent_at),
    speaker: row.direction === "inbound" ? "customer" : "desk",
    text: maskSecrets(row.content).slice(0, MAX_CHARACTERS),
  }));
}

interface TurnRow {
  id: string;
  number: string;
  direction: string;
  content: string;
  sent_at: Date;
}

/** As people ask for it, in both languages: `2026-11-26 26 November 11月26日`. */
function sayDay(at: Date): string {
  const month = new Intl.DateTimeFormat("en", { month: "long", timeZone: "UTC" }).format(at);
  return `${at.toISOString().slice(0, 10)} ${at.getUTCDate()} ${month} ${at.getUTCMonth() + 1}月${at.getUTCDate()}日`;
}
