import type { Knex } from "knex";
import { newId } from "../../../infra/ids.ts";
import { account } from "../tool.ts";
import { ARCHIVE_SCHEMA } from "./months.ts";
import { moveTables } from "./owner.ts";
import { refuseHeld } from "./refuse-held.ts";

/** A month that is out of the table and kept beside it. */
export interface Detached {
  id: string;
  month: string;
  table: string;
  messages: number;
}

/**
 * Takes a month out of messages into the archive's schema and puts an empty one in its place, in one transaction: a late
 * message of that month finds its place at every moment. @throws RuleError when something in it is held.
 */
export async function detachMonth(owner: Knex, { month, table }: { month: string; table: string }, at: Date) {
  return moveTables(owner, async (trx): Promise<Detached> => {
    const home = await homeOf(trx);
    // Against writers of that month alone, while it is counted.
    await trx.raw("LOCK TABLE ??.?? IN SHARE MODE", [home, table]);
    await refuseHeld(trx, { schema: home, table, month });
    const id = newId();
    const kept = await freeName(trx, table);
    const messages = await noteArchive(trx, { id, month, table, kept, at });
    await noteParts(trx, id, table);
    await trx.raw("ALTER TABLE messages DETACH PARTITION ??", [table]);
    await moveToArchive(trx, table, kept);
    await keepHeld(trx, home, kept);
    await trx.raw("SELECT ensure_message_partition(?::timestamptz)", [`${month}-15T00:00:00Z`]);
    return { id, month, table: kept, messages };
  });
}

export async function homeOf(trx: Knex): Promise<string> {
  const { rows } = await trx.raw("SELECT current_schema() AS home");
  return rows[0].home;
}

/** A month can be taken out again after late messages came: each time it has a table of its own. */
export async function freeName(trx: Knex, table: string): Promise<string> {
  const { rows } = await trx.raw(
    `SELECT name FROM generate_series(1, 1000) n, LATERAL (SELECT CASE n WHEN 1 THEN :table ELSE :table || '_' || n END AS name) t
     WHERE to_regclass(format('%I.%I', :schema::text, name)) IS NULL ORDER BY n LIMIT 1`,
    { table, schema: ARCHIVE_SCHEMA },
  );
  return rows[0].name;
}

async function noteArchive(
  trx: Knex.Transaction,
  archive: { id: string; month: string; table: string; kept: string; at: Date },
): Promise<number> {
  const { rows } = await trx.raw(
    `INSERT INTO message_archives (id, month, table_name, messages, state, archived_at, archived_by, changed_at)
     SELECT :id, :month::date, :kept, count(*), 'kept', :at, :by, :at FROM :table: RETURNING messages::integer AS messages`,
    { ...archive, month: `${archive.month}-01`, by: account() },
  );
  return rows[0].messages;
}

async function noteParts(trx: Knex.Transaction, id: string, table: string): Promise<void> {
  await trx.raw(
    `INSERT INTO message_archive_parts (archive_id, org_id, conversation_id, messages)
     SELECT ?, org_id, conversation_id, count(*) FROM ?? GROUP BY org_id, conversation_id`,
    [id, table],
  );
}

/** Names of indexes are of the schema: they take the table's new name with them. */
async function moveToArchive(trx: Knex.Transaction, table: string, kept: string): Promise<void> {
  const { rows } = await trx.raw(
    "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = ?::regclass",
    [table],
  );
  for (const [position, { name }] of rows.entries()) {
    await trx.raw("ALTER INDEX ?? RENAME TO ??", [name.replaceAll('"', ""), `${kept}_index_${position}`]);
  }
  if (kept !== table) await trx.raw("ALTER TABLE ?? RENAME TO ??", [table, kept]);
  await trx.raw("ALTER TABLE ?? SET SCHEMA ??", [kept, ARCHIVE_SCHEMA]);
}

/** What stands in front of every removal from messages belongs to the whole table, and is lost with the month. */
async function keepHeld(trx: Knex.Transaction, home: string, kept: string): Promise<void> {
  await trx.raw(
    "CREATE TRIGGER keep_what_is_held BEFORE DELETE ON ??.?? FOR EACH ROW EXECUTE FUNCTION ??.keep_what_is_held('')",
    [ARCHIVE_SCHEMA, kept, home],
  );
  await trx.raw(
    "CREATE TRIGGER keep_whole_while_held BEFORE TRUNCATE ON ??.?? EXECUTE FUNCTION ??.keep_whole_while_held()",
    [ARCHIVE_SCHEMA, kept, home],
  );
}
