import type { OrgScope } from "../../infra/db/organization-scope.ts";
import {
  isTheirCustomerSql,
  readerBindings,
  readsEveryCustomer,
  theirTeamsSql,
} from "../customers/may-read-customer.ts";
import type { Role } from "../organisation/values.ts";

export interface SearchedFor {
  /** Each must be in the same wording, in any case of letters. */
  terms: readonly string[];
  since: Date;
  limit: number;
  /** Who asks: what is found is of customers whom they read. */
  reader: { userId: string; role: Role };
}

export interface FoundMessage {
  conversationNumber: string;
  conversationId: string;
  teamId: string | null;
  customerId: string | null;
  customerName: string | null;
  direction: "inbound" | "outbound" | "internal";
  author: string | null;
  status: string;
  /** The wording that fits: the first, or one of an edit. */
  content: string;
  sentAt: Date;
}

/** How long the database may look: a turn waits for it. */
const LOOKS_FOR = "8s";

/**
 * Messages with all terms, the newest first. Reads backwards from now along `messages_newest` until enough were found, so
 * that only rare words are looked for in all of the time asked for.
 * @throws the database's error 57014 when that took too long.
 */
export async function searchMessages(scope: OrgScope, search: SearchedFor): Promise<FoundMessage[]> {
  const { trx } = scope;
  const { rows } = await trx.raw("SELECT current_setting('statement_timeout') AS usual");
  await trx.raw("SELECT set_config('statement_timeout', ?, true)", [LOOKS_FOR]);
  const found = await findMessages(scope, search);
  await trx.raw("SELECT set_config('statement_timeout', ?, true)", [rows[0].usual]);
  return found;
}

async function findMessages({ trx, orgId }: OrgScope, { terms, since, limit, reader }: SearchedFor) {
  // Folding the case of a text takes most of the time, and Chinese has none.
  const like = terms.every((term) => term.toLowerCase() === term.toUpperCase()) ? "LIKE" : "ILIKE";
  const mayRead = `(:isEverywhere OR EXISTS (
      SELECT FROM customers c WHERE c.org_id = :orgId AND c.id = m.customer_id AND ${isTheirCustomerSql}))`;
  const { rows } = await trx.raw(
    `WITH ${theirTeamsSql}, first_wordings AS (
       SELECT m.id, m.sent_at, m.content FROM messages m
       WHERE m.org_id = :orgId AND m.sent_at >= :since AND m.content ${like} ALL (:patterns::text[]) AND ${mayRead}
       ORDER BY m.sent_at DESC, m.id DESC LIMIT :limit),
     later_wordings AS (
       SELECT m.id, m.sent_at, w.content FROM message_versions w
       JOIN messages m ON m.id = w.message_id AND m.sent_at = w.message_sent_at
       WHERE w.org_id = :orgId AND w.changed_at >= :since AND w.content ${like} ALL (:patterns::text[])
         AND m.content NOT ${like} ALL (:patterns::text[]) AND ${mayRead}
       ORDER BY w.changed_at DESC LIMIT :limit),
     found AS (
       SELECT DISTINCT ON (id) * FROM (SELECT * FROM first_wordings UNION ALL SELECT * FROM later_wordings) e
       ORDER BY id)
     SELECT v.number AS "conversationNumber", v.id AS "conversationId", v.team_id AS "teamId",
       m.customer_id AS "customerId", c.name AS "customerName", m.direction, u.name AS author, m.status,
       f.content, m.sent_at AS "sentAt"
     FROM found f JOIN messages m ON m.id = f.id AND m.sent_at = f.sent_at
     JOIN conversations v ON v.id = m.conversation_id LEFT JOIN customers c ON c.id = m.customer_id
     LEFT JOIN users u ON u.id = m.user_id
     WHERE v.org_id = :orgId ORDER BY m.sent_at DESC, m.id DESC LIMIT :limit`,
    {
      orgId,
      since,
      limit,
      patterns: terms.map((term) => `%${term.replace(/[\\%_]/g, "\\$&")}%`),
      isEverywhere: readsEveryCustomer(reader.role),
      ...readerBindings(reader),
    },
  );
  return rows as FoundMessage[];
}
