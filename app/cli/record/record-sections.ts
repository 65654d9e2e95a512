import { auditRowSql, instantSql } from "../../../domain/control/audit-chain.ts";
import type { RecordUnit } from "./record-unit.ts";

/** One kind of rows in a unit's JSON, each row as the database has it. */
interface Section {
  name: string;
  /** `spoken` is what messages are read from: the table, or the table and archived months. */
  sql(kind: RecordUnit["kind"], spoken: string): string;
}

const are = (column: string) => `${column} = ANY (:customerIds::uuid[])`;
const theirs = (table: string) => `SELECT id FROM ${table} WHERE org_id = :orgId AND ${are("customer_id")}`;
const theirConversations = `(${theirs("conversations")})`;
const within = (column: string) => `t.${column} >= :from::timestamptz AND t.${column} < :to::timestamptz`;

/** Stand for what messages are read from until that is known. */
const SPOKEN = "{spoken}";
const inSpoken = (sql: string, spoken: string) => sql.replaceAll(SPOKEN, spoken);

const theirMessages = `(SELECT id FROM ${SPOKEN} s WHERE org_id = :orgId
  AND (${are("customer_id")} OR conversation_id IN ${theirConversations}))`;
const spokenThatDay = `SELECT FROM ${SPOKEN} m WHERE m.org_id = :orgId AND m.sent_at >= :from::timestamptz AND m.sent_at < :to::timestamptz`;

const ofCustomer = are("t.customer_id");
const ofConversation = `t.conversation_id IN ${theirConversations}`;
const ofMessage = `t.message_id IN ${theirMessages}`;
const ofEither = `(${ofCustomer} OR ${ofConversation})`;

/** `left` is what is no record: tokens by which something could still be opened or answered. */
function rows(
  name: string,
  conditions: { customer: string; day: string; order: string; left?: readonly string[] },
): Section {
  const { customer, day, order, left = [] } = conditions;
  const row = left.reduce((json, column) => `${json} - '${column}'`, "to_jsonb(t)");
  return {
    name,
    sql: (kind, spoken) =>
      inSpoken(
        `SELECT (${row})::text AS json FROM ${name === "messages" ? SPOKEN : name} t WHERE t.org_id = :orgId AND ${kind === "customer" ? customer : `(${day})`} ORDER BY ${order}`,
        spoken,
      ),
  };
}

const byTime = "t.created_at, t.id";

const theirLeads = `(${theirs("leads")})`;
const theirExecutions = `SELECT id FROM workflow_executions WHERE org_id = :orgId
  AND (${are("target_id")} OR target_id IN ${theirLeads})`;

/** Every resource of theirs that the trail may name. */
const theirResources = [
  "SELECT unnest(:customerIds::uuid[])",
  ...["conversations", "leads", "deals", "deposits", "withdrawals", "consents"].map(theirs),
  ...[theirMessages, theirExecutions],
  `SELECT id FROM customer_merges WHERE org_id = :orgId AND (${are("kept_id")} OR ${are("merged_id")})`,
  `SELECT id FROM answers WHERE org_id = :orgId AND conversation_id IN ${theirConversations}`,
  ...["deliveries", "alerts"].map(
    (table) => `${theirs(table)} OR org_id = :orgId AND conversation_id IN ${theirConversations}`,
  ),
  `SELECT id FROM approvals WHERE org_id = :orgId
     AND (conversation_id IN ${theirConversations} OR resource_id IN ${theirMessages})`,
].join(" UNION ALL ");

/** Acts on something of theirs, and on something wider that say what of theirs they met. */
const auditOfCustomer = `(a.resource_id IN (${theirResources})
  OR a.changes ->> 'execution' IN (SELECT id::text FROM (${theirExecutions}) x)
  OR jsonb_exists_any(a.changes -> 'conversations', ARRAY(SELECT 'C' || number FROM conversations WHERE org_id = :orgId AND ${are("customer_id")})))`;

/** Rows of the trail in the words that were hashed, with their seals: they can be held against the chain. */
const audit: Section = {
  name: "audit_logs",
  sql: (kind, spoken) =>
    inSpoken(
      `SELECT to_json(e)::text AS json FROM (
       SELECT ${auditRowSql}, s.seq AS "sealSeq", encode(s.row_hash, 'hex') AS "rowHash", encode(s.chain_hash, 'hex') AS "chainHash",
         ${instantSql("s.sealed_at")} AS "sealedAt"
       FROM audit_logs a LEFT JOIN audit_seals s ON s.audit_log_id = a.id AND s.org_id = a.org_id
       WHERE a.org_id = :orgId AND ${
         kind === "customer"
           ? auditOfCustomer
           : "a.created_at >= :from::timestamptz AND a.created_at < :to::timestamptz"
       }
       ORDER BY a.transaction_id, a.seq) e`,
      spoken,
    ),
};

/** Everything that is kept of a customer, or of a day, in the order in which it stands in the JSON. */
export const recordSections: readonly Section[] = [
  rows("customers", {
    customer: are("t.id"),
    day: `${within("created_at")} OR EXISTS (${spokenThatDay} AND m.customer_id = t.id)`,
    order: byTime,
  }),
  rows("customer_identities", { customer: ofCustomer, day: within("created_at"), order: byTime }),
  rows("leads", { customer: ofCustomer, day: within("created_at"), order: byTime }),
  rows("lead_activities", {
    customer: `t.lead_id IN (${theirs("leads")})`,
    day: within("created_at"),
    order: byTime,
  }),
  rows("customer_contacts", { customer: ofCustomer, day: within("created_at"), order: byTime }),
  rows("customer_external_refs", { customer: ofCustomer, day: within("created_at"), order: byTime }),
  rows("customer_tags", { customer: ofCustomer, day: within("created_at"), order: "t.created_at, t.tag_id" }),
  rows("customer_merges", {
    customer: `(${are("t.kept_id")} OR ${are("t.merged_id")})`,
    day: `${within("merged_at")} OR ${within("undone_at")}`,
    order: "t.merged_at, t.id",
  }),
  rows("consents", { customer: ofCustomer, day: within("created_at"), order: byTime }),
  rows("conversations", {
    customer: ofCustomer,
    day: `${within("created_at")} OR EXISTS (${spokenThatDay} AND m.conversation_id = t.id)`,
    order: byTime,
  }),
  rows("messages", { customer: ofEither, day: within("sent_at"), order: "t.sent_at, t.id" }),
  rows("message_versions", { customer: ofMessage, day: within("changed_at"), order: "t.changed_at, t.id" }),
  rows("message_insights", { customer: ofMessage, day: within("created_at"), order: "t.created_at, t.message_id" }),
  rows("message_edit_insights", {
    customer: ofMessage,
    day: within("created_at"),
    order: "t.created_at, t.message_id",
  }),
  rows("inbound_receipts", { customer: ofMessage, day: within("received_at"), order: "t.seq" }),
  rows("deliveries", { customer: ofEither, day: within("created_at"), order: "t.seq", left: ["respond_to"] }),
  rows("conversation_events", { customer: ofEither, day: within("created_at"), order: byTime }),
  rows("answers", { customer: ofConversation, day: within("created_at"), order: byTime }),
  rows("answer_corrections", { customer: ofConversation, day: within("created_at"), order: byTime }),
  rows("answer_verdicts", {
    customer: ofConversation,
    day: within("answered_at"),
    order: "t.answered_at, t.answer_id",
  }),
  rows("approvals", {
    customer: `(${ofConversation} OR t.resource_id IN ${theirMessages})`,
    day: `${within("created_at")} OR ${within("decided_at")}`,
    order: byTime,
  }),
  rows("alerts", { customer: ofEither, day: within("created_at"), order: byTime }),
  rows("conversation_handovers", { customer: ofConversation, day: within("created_at"), order: byTime }),
  rows("reminders", { customer: ofConversation, day: within("created_at"), order: byTime }),
  rows("sla_results", { customer: ofConversation, day: within("created_at"), order: byTime }),
  rows("script_uses", { customer: ofCustomer, day: within("sent_at"), order: "t.sent_at, t.id" }),
  rows("material_uses", { customer: ofCustomer, day: within("sent_at"), order: "t.sent_at, t.id" }),
  rows("campaign_executions", { customer: ofCustomer, day: within("created_at"), order: byTime }),
  rows("deals", { customer: ofCustomer, day: within("created_at"), order: byTime }),
  rows("deposits", { customer: ofCustomer, day: within("created_at"), order: byTime }),
  rows("withdrawals", { customer: ofCustomer, day: within("created_at"), order: byTime }),
  rows("customer_activities", { customer: ofCustomer, day: within("created_at"), order: byTime }),
  rows("customer_journey", { customer: ofCustomer, day: within("created_at"), order: byTime }),
  rows("memories", { customer: ofCustomer, day: within("created_at"), order: byTime }),
  rows("file_links", { customer: ofMessage, day: within("created_at"), order: byTime, left: ["token_hash"] }),
  rows("legal_holds", {
    customer: ofCustomer,
    day: `${within("placed_at")} OR ${within("released_at")}`,
    order: "t.placed_at, t.id",
  }),
  audit,
];

/** The kept files that the messages and deliveries of a unit name. */
export function filesSql(kind: RecordUnit["kind"], spoken: string): string {
  const messages = kind === "customer" ? ofEither : within("sent_at");
  const deliveries = kind === "customer" ? ofEither : within("created_at");
  return `SELECT DISTINCT sha256 FROM (
      SELECT jsonb_path_query(t.metadata, 'strict $.**.sha256') #>> '{}' AS sha256 FROM ${spoken} t WHERE t.org_id = :orgId AND ${messages}
      UNION ALL SELECT substring(t.media_url FROM '^blob:([0-9a-f]{64})$') FROM ${spoken} t WHERE t.org_id = :orgId AND ${messages}
      UNION ALL SELECT jsonb_path_query(t.files, 'strict $.**.sha256') #>> '{}' FROM deliveries t WHERE t.org_id = :orgId AND ${deliveries}
    ) f WHERE sha256 ~ '^[0-9a-f]{64}$' ORDER BY sha256`;
}

/** What was said, as the page for people shows it: with its author, its other wordings and what became of it. */
export function transcriptSql(kind: RecordUnit["kind"], spoken: string): string {
  return `SELECT ${instantSql("t.sent_at")} AS at, 'C' || v.number AS code, c.name AS customer, t.direction, t.sender_type AS sender,
      u.name AS author, t.content_type AS type, t.content, t.status, t.deleted_at IS NOT NULL AS "isTakenBack", t.metadata,
      (SELECT json_agg(json_build_object('at', ${instantSql("w.changed_at")}, 'kind', w.kind, 'content', w.content) ORDER BY w.version)
       FROM message_versions w WHERE w.org_id = t.org_id AND w.message_id = t.id) AS versions,
      (SELECT json_agg(json_build_object('status', d.status, 'operation', d.operation, 'purpose', d.purpose, 'act', d.act) ORDER BY d.seq)
       FROM deliveries d WHERE d.org_id = t.org_id AND d.message_id = t.id AND d.audience = 'customer') AS deliveries
    FROM ${spoken} t JOIN conversations v ON v.id = t.conversation_id LEFT JOIN customers c ON c.id = t.customer_id
    LEFT JOIN users u ON u.id = t.user_id
    WHERE t.org_id = :orgId AND ${kind === "customer" ? ofEither : within("sent_at")}
    ORDER BY t.sent_at, t.id`;
}

/** What was done, as the page for people shows it. */
export function actsSql(kind: RecordUnit["kind"]): string {
  return `SELECT ${instantSql("t.created_at")} AS at, 'C' || v.number AS code, u.name AS person, t.event_type AS act, t.event_data::text AS data
    FROM conversation_events t JOIN conversations v ON v.id = t.conversation_id LEFT JOIN users u ON u.id = t.user_id
    WHERE t.org_id = :orgId AND ${kind === "customer" ? ofEither : within("created_at")} ORDER BY t.created_at, t.id`;
}
