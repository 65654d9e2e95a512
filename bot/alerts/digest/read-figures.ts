import { maskedExcerpt } from "../../../domain/content/secrets/masked-excerpt.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { DayWindow } from "./day-window.ts";

/** What a day was like. */
export interface DayFigures {
  conversations: { opened: number; resolved: number };
  messages: { fromCustomers: number; byBot: number; byPeople: number };
  /** Seconds from a customer's first unanswered message to the next words from us; null where there were none. */
  response: { answered: number; medianSeconds: number | null; p90Seconds: number | null };
  /** By hour of the wall clock, 24 each. */
  hours: { fromCustomers: number[]; fromUs: number[] };
  /** Questions without an approved answer, most frequent first, with the answers that were not given. */
  unanswered: { question: string; count: number; answers: string[] }[];
  scripts: { code: string; scenario: string | null; count: number }[];
  mood: { positive: number; neutral: number; negative: number };
  alerts: { opened: number; critical: number; open: number };
}

type Window = Pick<DayWindow, "from" | "to">;

const TOP = 5;
/** A message that a platform kept for us may have been written so long before its conversation was opened. */
const LONGEST_LATE = "7 days";
const MAX_QUESTION = 120;

// What was held, cancelled or failed was not said; notes are nobody's message.
const SAID = "m.direction IN ('inbound', 'outbound') AND m.status NOT IN ('held', 'cancelled', 'failed')";

/** Reads a day's figures. Each is one statement that says what it counts. */
export async function readFigures(scope: OrgScope, window: Window, timezone: string): Promise<DayFigures> {
  return {
    conversations: await countConversations(scope, window),
    ...(await countMessages(scope, window, timezone)),
    response: await readResponseTimes(scope, window),
    unanswered: await topUnanswered(scope, window),
    scripts: await topScripts(scope, window),
    mood: await countMoods(scope, window),
    alerts: await countAlerts(scope, window),
  };
}

async function countConversations({ trx, orgId }: OrgScope, { from, to }: Window) {
  const { rows } = await trx.raw(
    `SELECT count(*) FILTER (WHERE created_at >= :from AND created_at < :to)::int AS opened,
       count(*) FILTER (WHERE resolved_at >= :from AND resolved_at < :to)::int AS resolved
     FROM conversations WHERE org_id = :orgId
       AND (created_at >= :from AND created_at < :to OR resolved_at >= :from AND resolved_at < :to)`,
    { orgId, from, to },
  );
  return rows[0];
}

interface HourOfMessages {
  hour: number;
  fromCustomers: number;
  byBot: number;
  byPeople: number;
}

/** In the day, and in each of its hours. */
async function countMessages(
  { trx, orgId }: OrgScope,
  { from, to }: Window,
  timezone: string,
): Promise<Pick<DayFigures, "messages" | "hours">> {
  const { rows } = await trx.raw(
    `SELECT extract(hour FROM m.sent_at AT TIME ZONE :timezone)::int AS hour,
       count(*) FILTER (WHERE m.direction = 'inbound')::int AS "fromCustomers",
       count(*) FILTER (WHERE m.direction = 'outbound' AND m.sender_type <> 'agent')::int AS "byBot",
       count(*) FILTER (WHERE m.direction = 'outbound' AND m.sender_type = 'agent')::int AS "byPeople"
     FROM messages m WHERE m.org_id = :orgId AND ${SAID} AND m.sent_at >= :from AND m.sent_at < :to GROUP BY 1`,
    { orgId, from, to, timezone },
  );
  const found: HourOfMessages[] = rows;
  const sum = (of: keyof HourOfMessages) => found.reduce((total, row) => total + row[of], 0);
  const hours = Array.from({ length: 24 }, (_, hour) => found.find((row) => row.hour === hour));
  return {
    messages: { fromCustomers: sum("fromCustomers"), byBot: sum("byBot"), byPeople: sum("byPeople") },
    hours: {
      fromCustomers: hours.map((row) => row?.fromCustomers ?? 0),
      fromUs: hours.map((row) => (row ? row.byBot + row.byPeople : 0)),
    },
  };
}

/** Waits that began within the window: the first of several messages in a row begins one. Later answers still count. */
async function readResponseTimes({ trx, orgId }: OrgScope, { from, to }: Window) {
  const { rows } = await trx.raw(
    `WITH busy AS (
       SELECT v.id, least(v.created_at, :from) - :late::interval AS begun FROM (
         SELECT DISTINCT m.conversation_id AS id FROM messages m
         WHERE m.org_id = :orgId AND ${SAID} AND m.direction = 'inbound' AND m.sent_at >= :from AND m.sent_at < :to) asked
       JOIN conversations v ON v.id = asked.id
     ), said AS (
       SELECT m.sent_at, m.direction,
         lag(m.direction) OVER w AS before,
         min(m.sent_at) FILTER (WHERE m.direction = 'outbound') OVER
           (w ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS answered_at
       -- One conversation after the other, in the months that it has: a join may read all messages there are.
       FROM busy CROSS JOIN LATERAL (
         SELECT m.id, m.sent_at, m.direction, m.conversation_id FROM messages m
         WHERE m.org_id = :orgId AND m.conversation_id = busy.id AND m.sent_at >= busy.begun AND ${SAID} OFFSET 0) m
       WINDOW w AS (PARTITION BY m.conversation_id ORDER BY m.sent_at, m.id)
     ), waits AS (
       SELECT extract(epoch FROM answered_at - sent_at)::float8 AS seconds FROM said
       WHERE direction = 'inbound' AND before IS DISTINCT FROM 'inbound' AND answered_at IS NOT NULL
         AND sent_at >= :from AND sent_at < :to
     )
     SELECT count(*)::int AS answered, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS "medianSeconds",
       percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS "p90Seconds" FROM waits`,
    { orgId, from, to, late: LONGEST_LATE },
  );
  return rows[0];
}

async function topUnanswered({ trx, orgId }: OrgScope, { from, to }: Window) {
  const { rows } = await trx.raw(
    `SELECT min(btrim(question)) AS question, count(*)::int AS count, array_agg(id) AS answers FROM answers
     WHERE org_id = :orgId AND outcome = 'not_answered' AND created_at >= :from AND created_at < :to
     GROUP BY lower(btrim(question)) ORDER BY count DESC, 1 LIMIT :top`,
    { orgId, from, to, top: TOP },
  );
  return (rows as DayFigures["unanswered"]).map((one) => ({
    ...one,
    question: maskedExcerpt(one.question, MAX_QUESTION),
  }));
}

/** By what was sent, changed or not: the act behind each delivery names the script. */
async function topScripts({ trx, orgId }: OrgScope, { from, to }: Window) {
  const { rows } = await trx.raw(
    `SELECT s.script_code AS code, max(s.scenario) AS scenario, count(*)::int AS count
     FROM deliveries d JOIN scripts s ON s.id = (d.act -> 'script' ->> 'id')::uuid
     WHERE d.org_id = :orgId AND d.audience = 'customer' AND d.status = 'sent' AND d.part = 1
       AND d.created_at >= :from AND d.created_at < :to
     GROUP BY s.script_code ORDER BY count DESC, code LIMIT :top`,
    { orgId, from, to, top: TOP },
  );
  return rows;
}

async function countMoods({ trx, orgId }: OrgScope, { from, to }: Window) {
  const { rows } = await trx.raw(
    `SELECT count(*) FILTER (WHERE sentiment = 'positive')::int AS positive,
       count(*) FILTER (WHERE sentiment = 'neutral')::int AS neutral,
       count(*) FILTER (WHERE sentiment = 'negative')::int AS negative
     FROM (SELECT coalesce((SELECT e.sentiment FROM message_edit_insights e WHERE e.message_id = m.id
             ORDER BY e.version DESC LIMIT 1), i.sentiment) AS sentiment
           FROM messages m JOIN message_insights i ON i.message_id = m.id
           WHERE m.org_id = :orgId AND m.direction = 'inbound' AND m.sent_at >= :from AND m.sent_at < :to) said`,
    { orgId, from, to },
  );
  return rows[0];
}

/** What is about staff is compliance's alone, also as a number. */
async function countAlerts({ trx, orgId }: OrgScope, { from, to }: Window) {
  const { rows } = await trx.raw(
    `SELECT count(*) FILTER (WHERE created_at >= :from AND created_at < :to)::int AS opened,
       count(*) FILTER (WHERE created_at >= :from AND created_at < :to AND severity = 'critical')::int AS critical,
       count(*) FILTER (WHERE status <> 'resolved')::int AS open
     FROM alerts WHERE org_id = :orgId AND (status <> 'resolved' OR created_at >= :from AND created_at < :to)
       AND subject_user_id IS NULL AND details ->> 'isStorm' IS DISTINCT FROM 'true'`,
    { orgId, from, to },
  );
  return rows[0];
}
