import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { type Check, type Findings, together, type VerifyWindow } from "../check.ts";
import { findRows } from "../find-rows.ts";

/** What points to a message, without a foreign key since one would forbid taking months out. */
export interface MessageReference {
  table: string;
  message: string;
  sentAt: string;
  /** What names the row. */
  key: string;
  /** What bounds a look at what is new. */
  since: string;
}

const byId = { message: "message_id", sentAt: "message_sent_at", key: "t.id", since: "t.id >= :fromId" };
const byMessage = { ...byId, key: "t.message_id", since: "t.message_id >= :fromId" };

/**
 * Every pair of columns that there is, but for `message_refs`, where a command of staff has a place and is no message:
 * a test compares them with the schema.
 */
export const messageReferences: readonly MessageReference[] = [
  {
    table: "inbound_receipts",
    ...byId,
    key: "t.channel_id || ' ' || t.external_id",
    since: "t.processed_at >= :since",
  },
  { table: "message_insights", ...byMessage },
  { table: "message_edit_insights", ...byMessage },
  { table: "message_versions", ...byId },
  { table: "messages", ...byId, message: "reply_to_message_id", sentAt: "reply_to_sent_at" },
  { table: "conversation_events", ...byId },
  { table: "deliveries", ...byId },
  { table: "answers", ...byId },
  { table: "answers", ...byId, message: "question_message_id", sentAt: "question_sent_at" },
  { table: "answer_corrections", ...byId },
  { table: "consents", ...byId },
  { table: "memories", ...byId },
  { table: "script_uses", ...byId },
  { table: "script_uses", ...byId, message: "outcome_message_id", sentAt: "outcome_message_sent_at" },
  { table: "material_uses", ...byId },
  { table: "campaign_executions", ...byId },
  { table: "file_links", ...byId },
];

/** A month that was taken out has its messages elsewhere. */
export const lostReferences: Check = {
  name: "lost_references",
  says: "what points to a message finds it, or its month was taken out",
  async find(scope, window) {
    const found: Findings[] = [];
    for (const reference of messageReferences) found.push(await findLost(scope, window, reference));
    return together(found);
  },
};

function findLost(
  scope: OrgScope,
  window: VerifyWindow,
  { table, message, sentAt, key, since }: MessageReference,
): Promise<Findings> {
  const isNamed = `m.id = t.${message} AND m.sent_at = t.${sentAt} AND m.org_id = t.org_id`;
  // Of what is new each is looked up: for a bound in a subquery PostgreSQL reads no month whole.
  const isLost = window.since
    ? `(SELECT m.id FROM messages m WHERE ${isNamed} LIMIT 1) IS NULL`
    : `NOT EXISTS (SELECT FROM messages m WHERE ${isNamed})`;
  return findRows(
    scope,
    window,
    `WITH naming AS MATERIALIZED (
       SELECT ${key} AS id, t.org_id, t.${message}, t.${sentAt} FROM ${table} t
       WHERE t.org_id = :orgId AND t.${message} IS NOT NULL ${window.since ? `AND ${since}` : ""})
     SELECT t.id, '${table}.${message} names ' || t.${message} || ', which is not there' AS about
     FROM naming t
     WHERE ${isLost}
       AND NOT EXISTS (SELECT FROM message_archives a WHERE a.state <> 'attached'
         AND a.month = date_trunc('month', t.${sentAt} AT TIME ZONE 'UTC')::date)`,
  );
}

/** Its size tells that something is or was in it, without a look at every month. */
export const defaultPartition: Check = {
  name: "default_partition",
  says: "every message lies in the partition of its month",
  async find(scope, window) {
    const { rows } = await scope.trx.raw("SELECT pg_relation_size('messages_default') > 0 AS \"wasUsed\"");
    if (!rows[0].wasUsed) return { count: 0, first: [] };
    return findRows(
      scope,
      window,
      `SELECT m.id, 'message of ' || to_char(m.sent_at AT TIME ZONE 'UTC', 'YYYY-MM') || ' lies in no month' AS about
       FROM messages m WHERE m.org_id = :orgId AND m.tableoid = 'messages_default'::regclass`,
    );
  },
};
