import type { Knex } from "knex";
import { InputError } from "../../../infra/errors.ts";
import { freeName, homeOf } from "./detach-month.ts";
import { readMonthFile } from "./month-file.ts";
import { ARCHIVE_SCHEMA, type Archive } from "./months.ts";

/**
 * Loads the file of a month that was removed into a table of the archive, and gives its name. Nothing is there when it
 * fails. @throws InputError when the file is not the one that was written.
 */
export async function loadMonthFile(owner: Knex, { month, sha256, messages }: Archive, path: string): Promise<string> {
  const read = await readMonthFile(path, async () => undefined).catch((error: Error) => {
    throw new InputError(`${path} cannot be read: ${error.message}`);
  });
  if (read.sha256 !== sha256 || read.messages !== messages) {
    throw new InputError(`${path} is not the file that ${month} was written to (its SHA-256 is ${sha256})`);
  }
  return owner.transaction(async (trx) => {
    const home = await homeOf(trx);
    const table = await freeName(trx, `messages_${month.replace("-", "_")}`);
    await trx.raw("CREATE TABLE ??.?? (LIKE ??.messages INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)", [
      ARCHIVE_SCHEMA,
      table,
      home,
    ]);
    await readMonthFile(path, (lines) => insertLines(trx, { home, table }, lines));
    await trx("message_archives").where({ sha256 }).update({ state: "kept", table_name: table });
    return table;
  });
}

/** Columns that messages got since the file was written are not in its lines: they take their defaults. */
async function insertLines(trx: Knex.Transaction, { home, table }: { home: string; table: string }, lines: string[]) {
  const columns = Object.keys(JSON.parse(lines[0] ?? "{}"));
  const list = columns.map(() => "??").join(", ");
  await trx.raw(
    `INSERT INTO ??.?? (${list}) SELECT ${list} FROM jsonb_populate_recordset(NULL::??.messages, ?::jsonb)`,
    [ARCHIVE_SCHEMA, table, ...columns, ...columns, home, `[${lines.join(",")}]`],
  );
}
