import type { Knex } from "knex";

export const ARCHIVE_SCHEMA = "deskhand_archive";

/** A partition of messages. */
export interface AttachedMonth {
  /** `2023-05`; null for the default partition. */
  month: string | null;
  table: string;
  bytes: number;
}

/** A month that was taken out, as `message_archives` has it. */
export interface Archive {
  id: string;
  month: string;
  /** In the archive's schema, while it is there. */
  table: string | null;
  messages: number;
  state: "kept" | "dropped" | "attached";
  file: string | null;
  sha256: string | null;
  bytes: number | null;
}

/** The partitions of messages, oldest first. */
export async function attachedMonths(owner: Knex): Promise<AttachedMonth[]> {
  const { rows } = await owner.raw(
    `SELECT c.relname AS "table", pg_total_relation_size(c.oid)::text AS bytes,
       to_char(substring(pg_get_expr(c.relpartbound, c.oid) FROM $r$FROM \\('([^']+)'\\)$r$)::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM') AS month
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'messages'::regclass
     ORDER BY month NULLS LAST`,
  );
  return rows.map((row: AttachedMonth & { bytes: string }) => ({ ...row, bytes: Number(row.bytes) }));
}

/** Every archive there ever was, oldest month first. */
export async function archives(owner: Knex): Promise<Archive[]> {
  const { rows } = await owner.raw(
    `SELECT id, to_char(month, 'YYYY-MM') AS month, table_name AS "table", messages::integer, state, file, sha256,
       CASE WHEN state = 'kept' THEN pg_total_relation_size(to_regclass(format('%I.%I', ?::text, table_name)))::text END AS bytes
     FROM message_archives ORDER BY month, archived_at`,
    [ARCHIVE_SCHEMA],
  );
  return rows.map((row: Archive & { bytes: string | null }) => ({
    ...row,
    bytes: row.bytes === null ? null : Number(row.bytes),
  }));
}

export async function countRows(owner: Knex, table: string): Promise<number> {
  const { rows } = await owner.raw("SELECT count(*)::integer AS count FROM ??", [table]);
  return rows[0].count;
}
