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
  now: Date;
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

/** How long the database may look in all: a turn waits for it. */
const LOOKS_FOR_MS = 8_000;
const DAY_MS = 24 * 60 * 60_000;
/** The newest days first, each time four times as far back. */
const FIRST_DAYS = 2;
const FURTHER = 4;

/**
 * Messages with all terms, the newest first. Looks back step by step until enough were found, so that only rare words are
 * looked for in all of the time asked for. (In one statement with a LIMIT the planner, which takes every word for rare, reads
 * and sorts all of that time.)
 * @throws the database's error 57014 when that took too long.
 */
export async function searchMessages(scope: OrgScope, search: SearchedFor): Promise<FoundMessage[]> {
  const { trx } = scope;
  const { rows } = await trx.raw("SELECT current_setting('statement_timeout') AS usual");
  const bound = (value: string) => trx.raw("SELECT set_config('statement_timeout', ?, true)", [value]);
  const deadline = performance.now() + LOOKS_FOR_MS;
  const found = new Map<string, FoundMessage & { id: string }>();
  for (const step of stepsBack(search)) {
    await bound(`${Math.max(1, Math.ceil(deadline - performance.now()))}ms`);
    for (const message of await findMessages(scope, search, step)) found.set(message.id, message);
    // What was written longer ago and edited since is older than what the next step may find.
    const newest = [...found.values()].filter(({ sentAt }) => sentAt >= step.from);
    if (newest.length >= search.limit) break;
  }
  await bound(rows[0].usual);
  return [...found.values()]
    .sort((a, b) => b.sentAt.getTime() - a.sentAt.getTime() || (a.id < b.id ? 1 : -1))
    .slice(0, search.limit)
    .map(({ id, ...message }) => message);
}

interface Step {
  from: Date;
  /** Null: also what stands in the future by a platform's clock. */
  to: Date | null;
}

function* stepsBack({ since, now }: Pick<SearchedFor, "since" | "now">): Generator<Step> {
  let to: Date | null = null;
  for (let days = FIRST_DAYS; to === null || to > since; days *= FURTHER) {
    const from: Date = new Date(Math.max(since.getTime(), now.getTime() - days * DAY_MS));
    yield { from, to };
    to = from;
  }
}

async function findMessages(
  { trx, orgId }: OrgScope,
  { terms, limit, reader }: SearchedFor,
  { from, to }: Step,
): Promise<(FoundMessage & { id: string })[]> {
  // Folding the case of a text takes most of the time, and Chinese has none.
  const like = terms.every((term) => term.toLowerCase() === term.toUpperCase()) ? "LIKE" : "ILIKE";
  const mayRead = `(:isEverywhere OR EXISTS (
      SELECT FROM customers c WHERE c.org_id = :orgId AND c.id = m.customer_id AND ${isTheirCustomerSql}))`;
  const facts = "m.id, m.sent_at, m.conversation_id, m.customer_id, m.direction, m.status, m.user_id";
  const { rows } = await trx.raw(
    `WITH ${theirTeamsSql}, first_wordings AS (
       SELECT ${facts}, m.content FROM messages m
       WHERE m.org_id = :orgId AND m.sent_at >= :from AND m.sent_at < :to AND m.content ${like} ALL (:patterns::text[])
         AND ${mayRead}
       ORDER BY m.sent_at DESC, m.id DESC LIMIT :limit),
     later_wordings AS (
       SELECT ${facts}, w.content FROM message_versions w
       JOIN messages m ON m.id = w.message_id AND m.sent_at = w.message_sent_at
       WHERE w.org_id = :orgId AND w.changed_at >= :from AND w.changed_at < :to AND w.content ${like} ALL (:patterns::text[])
         AND m.content NOT ${like} ALL (:patterns::text[]) AND ${mayRead}
       ORDER BY w.changed_at DESC LIMIT :limit),
     m AS (
       SELECT DISTINCT ON (id) * FROM (SELECT * FROM first_wordings UNION ALL SELECT * FROM later_wordings) e ORDER BY id)
     SELECT m.id, v.number AS "conversationNumber", v.id AS "conversationId", v.team_id AS "teamId",
       m.customer_id AS "customerId", c.name AS "customerName", m.direction, u.name AS author, m.status,
       m.content, m.sent_at AS "sentAt"
     FROM m JOIN conversations v ON v.id = m.conversation_id LEFT JOIN customers c ON c.id = m.customer_id
     LEFT JOIN users u ON u.id = m.user_id
     WHERE v.org_id = :orgId`,
    {
      orgId,
      from,
      to: to ?? "infinity",
      limit,
      patterns: terms.map((term) => `%${term.replace(/[\\%_]/g, "\\$&")}%`),
      isEverywhere: readsEveryCustomer(reader.role),
      ...readerBindings(reader),
    },
  );
  return rows;
}
