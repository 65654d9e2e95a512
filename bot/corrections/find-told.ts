import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** What answers rested on: the id of an import, or the title; without a version, all of them. */
export interface ToldEntry {
  reference: string;
  version: number | null;
}

/** Who said it: the bot by itself, or a colleague from what it suggested, in its words or in changed ones. */
export type ToldBy = "bot" | "colleague" | "colleague, changed";

/** An answer that a customer has, resting on an entry. */
export interface Told {
  answerId: string;
  at: Date;
  customerId: string;
  customerCode: string;
  customerName: string | null;
  conversationId: string;
  /** The conversation's number, without its C. */
  conversation: string;
  /** Where it was told, as conversations that follow in the same chat share it. */
  channelId: string;
  chat: string;
  channel: string;
  platform: string;
  language: "zh" | "en" | null;
  by: ToldBy;
  versions: number[];
  /** Null: nothing was drafted, or what was is not sent. */
  correction: "held" | "approved" | null;
  approval: number | null;
}

/** `fees.md@3`, or every version of it. */
export function parseToldEntry(text: string): ToldEntry {
  const match = /^(.+)@(\d{1,6})$/su.exec(text.trim());
  return match?.[1]
    ? { reference: match[1].trim(), version: Number(match[2]) }
    : { reference: text.trim(), version: null };
}

/** A customer's chat, over all of its conversations. */
export type ToldChat = Pick<Told, "channelId" | "chat" | "customerId">;

/** The messages that said the answer `a`: its own, and those that colleagues sent from the suggestion. */
const SAID_BY = `SELECT a.message_id, a.message_sent_at, 'bot' AS by WHERE a.message_id IS NOT NULL
  UNION ALL SELECT d.message_id, d.message_sent_at,
    CASE WHEN (d.act #>> '{offer,isChanged}')::boolean THEN 'colleague, changed' ELSE 'colleague' END
  FROM desk_offers o JOIN deliveries d ON d.conversation_id = o.conversation_id AND d.audience = 'customer'
    AND d.act #>> '{offer,id}' = o.id::text AND d.message_id IS NOT NULL AND d.part = 1
  WHERE a.outcome = 'suggested' AND o.org_id = a.org_id AND o.conversation_id = a.conversation_id AND o.kind = 'answer'
    AND o.status IN ('sent', 'edited') AND o.details #>> '{message,id}' = a.question_message_id::text`;

/** Every answer that rests on an entry and reached its customer, of all or of one chat, the oldest first. */
export async function findTold(
  { trx, orgId }: OrgScope,
  { reference, version }: ToldEntry,
  chat?: ToldChat,
): Promise<Told[]> {
  const named = (key: "id" | "title") =>
    JSON.stringify([{ [key]: reference, ...(version === null ? {} : { version }) }]);
  const { rows } = await trx.raw(
    `SELECT a.id AS "answerId", a.created_at AS at, k.id AS "customerId", k.customer_code AS "customerCode",
       k.name AS "customerName", c.id AS "conversationId", c.number::text AS conversation, c.channel_id AS "channelId",
       c.chat, h.name AS channel, c.channel_type AS platform, a.language, said.by,
       ARRAY(SELECT DISTINCT (o ->> 'version')::int FROM jsonb_array_elements(a.sources) AS o
         WHERE :reference IN (o ->> 'id', o ->> 'title') ORDER BY 1) AS versions,
       x.correction, x.approval
     FROM answers a
       CROSS JOIN LATERAL (${SAID_BY}) said
       JOIN messages m ON m.id = said.message_id AND m.sent_at = said.message_sent_at
       JOIN conversations c ON c.id = a.conversation_id
       JOIN customers k ON k.id = c.customer_id
       JOIN channels h ON h.id = c.channel_id
       LEFT JOIN LATERAL (
         SELECT CASE q.status WHEN 'held' THEN 'held' ELSE 'approved' END AS correction, r.approval_number::int AS approval
         FROM answer_corrections r JOIN messages q ON q.id = r.message_id AND q.sent_at = r.message_sent_at
         WHERE r.answer_id = a.id AND q.status NOT IN ('cancelled', 'failed') ORDER BY r.created_at DESC LIMIT 1
       ) x ON true
     WHERE a.org_id = :orgId AND (a.sources @> :byId::jsonb OR a.sources @> :byTitle::jsonb)
       AND m.status NOT IN ('held', 'cancelled', 'failed') AND m.deleted_at IS NULL
       ${chat ? "AND c.channel_id = :channelId AND c.chat = :chat AND c.customer_id = :customerId" : ""}
     ORDER BY a.created_at, a.id`,
    { orgId, reference, byId: named("id"), byTitle: named("title"), ...chat },
  );
  return rows;
}
