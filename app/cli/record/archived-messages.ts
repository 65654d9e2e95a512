import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { RecordUnit } from "./record-unit.ts";

/** A month that was taken out of the table, with messages that the record of some units has to have. */
export interface NeededArchive {
  id: string;
  month: string;
  state: "kept" | "dropped";
  /** In the archive's schema, while it is kept there. */
  table: string | null;
  file: string | null;
  sha256: string | null;
  /** Those of all organisations that are in it. */
  total: number;
  /** Those that may be of the units: exactly theirs of customers, the organisation's whole month of days. */
  messages: number;
}

/** Which archived messages are of the units, as a condition on rows `m` of the form of `messages`. */
export interface ArchivedCondition {
  sql: string;
  bindings: { orgId: string; conversations: string[]; from: string | null; to: string | null };
}

/**
 * What of archived months belongs to these units. A customer's messages are those of their conversations: nobody changes an
 * archived row, so that after a merge or its undoing its own `customer_id` may be that of before.
 */
export async function archivedCondition(
  { trx, orgId }: OrgScope,
  units: readonly RecordUnit[],
): Promise<ArchivedCondition> {
  const days = units.flatMap((unit) => (unit.kind === "day" ? [unit] : []));
  const [first, last] = [days[0], days.at(-1)];
  if (first && last) {
    const sql = "m.org_id = :orgId AND m.sent_at >= :from::timestamptz AND m.sent_at < :to::timestamptz";
    return { sql, bindings: { orgId, conversations: [], from: first.from, to: last.to } };
  }
  const customers = units.flatMap((unit) => (unit.kind === "customer" ? unit.customerIds : []));
  const conversations: string[] = await trx("conversations")
    .where({ org_id: orgId })
    .whereIn("customer_id", customers)
    .pluck("id");
  const sql = "m.org_id = :orgId AND m.conversation_id = ANY (:conversations::uuid[])";
  return { sql, bindings: { orgId, conversations, from: null, to: null } };
}

/** The archives with messages that such units may have, the oldest month first. */
export async function neededArchives({ trx }: OrgScope, { bindings }: ArchivedCondition): Promise<NeededArchive[]> {
  const { rows } = await trx.raw(
    `SELECT a.id, to_char(a.month, 'YYYY-MM') AS month, a.state, a.table_name AS "table", a.file, a.sha256,
       a.messages::integer AS total, sum(p.messages)::integer AS messages
     FROM message_archive_parts p JOIN message_archives a ON a.id = p.archive_id AND a.state <> 'attached'
     WHERE p.org_id = :orgId
       AND (:from::timestamptz IS NOT NULL OR p.conversation_id = ANY (:conversations::uuid[]))
       AND (:from::timestamptz IS NULL OR (a.month::timestamp AT TIME ZONE 'UTC' < :to::timestamptz
         AND (a.month + interval '1 month') AT TIME ZONE 'UTC' > :from::timestamptz))
     GROUP BY a.id ORDER BY a.month, a.archived_at`,
    bindings,
  );
  return rows;
}
