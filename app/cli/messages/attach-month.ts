import type { Knex } from "knex";
import { ConflictError, InputError, NotFoundError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";
import type { Tool } from "../tool.ts";
import { homeOf } from "./detach-month.ts";
import { loadMonthFile } from "./load-month-file.ts";
import { ARCHIVE_SCHEMA, type Archive, archives, attachedMonths } from "./months.ts";
import { noteEverywhere } from "./note-everywhere.ts";
import { moveTables, openOwner } from "./owner.ts";

/** Brings an archived month back, with what came late in the meantime. */
export async function attachMonth(tool: Tool, month: string, file: string | null): Promise<Report> {
  const owner = await openOwner(tool);
  const archive = await findArchive(owner, month, file);
  const table = file === null ? keptTable(archive) : await loadMonthFile(owner, archive, file);
  await addMissingColumns(owner, table);
  await boundTo(owner, table, month);
  await moveTables(owner, (trx) => attach(trx, archive, table, tool.clock.now()));
  const { id, messages } = archive;
  await noteEverywhere(tool, id, "messages.attach", { month, messages });
  return { json: { month, messages }, text: `${month} is back, with ${messages} messages.` };
}

/** The newest archive of a month that is not back yet. */
async function findArchive(owner: Knex, month: string, file: string | null): Promise<Archive> {
  const open = (await archives(owner)).filter((archive) => archive.month === month && archive.state !== "attached");
  const found =
    file === null ? open.findLast(({ state }) => state === "kept") : open.findLast(({ state }) => state === "dropped");
  if (found) return found;
  if (open.length === 0) throw new NotFoundError(`${month} is not archived. See: deskhand messages months`);
  if (file !== null) throw new InputError(`${month} is kept in the database: attach it without --from`);
  throw new InputError(
    `${month} was removed from the database: say --from FILE (it was written to ${open.at(-1)?.file})`,
  );
}

function keptTable({ month, table }: Archive): string {
  if (table === null) throw new ConflictError(`${month} has no table in ${ARCHIVE_SCHEMA}`);
  return table;
}

/** Columns that messages got while the month was away. */
async function addMissingColumns(owner: Knex, table: string): Promise<void> {
  const { rows } = await owner.raw(
    `SELECT quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
       || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END AS definition
     FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attrelid = 'messages'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND NOT EXISTS (
       SELECT FROM pg_attribute k WHERE k.attrelid = format('%I.%I', ?::text, ?::text)::regclass AND k.attname = a.attname AND NOT k.attisdropped)`,
    [ARCHIVE_SCHEMA, table],
  );
  for (const { definition } of rows)
    await owner.raw(`ALTER TABLE ??.?? ADD COLUMN ${definition}`, [ARCHIVE_SCHEMA, table]);
}

const BOUND = "in_its_month";

/** Proved before it is attached: attaching then reads nothing while messages are locked. */
async function boundTo(owner: Knex, table: string, month: string): Promise<void> {
  const names = [ARCHIVE_SCHEMA, table, BOUND];
  await owner.raw("ALTER TABLE ??.?? DROP CONSTRAINT IF EXISTS ??", names);
  await owner.raw(
    `ALTER TABLE ??.?? ADD CONSTRAINT ?? CHECK (sent_at IS NOT NULL AND sent_at >= '${month}-01T00:00:00Z'::timestamptz
       AND sent_at < '${nextMonth(month)}-01T00:00:00Z'::timestamptz)`,
    names,
  );
}

async function attach(trx: Knex.Transaction, { id, month }: Archive, table: string, at: Date): Promise<void> {
  const home = await homeOf(trx);
  const inPlace = (await attachedMonths(trx)).find((attached) => attached.month === month);
  await trx.raw("DROP TRIGGER IF EXISTS keep_what_is_held ON ??.??", [ARCHIVE_SCHEMA, table]);
  await trx.raw("DROP TRIGGER IF EXISTS keep_whole_while_held ON ??.??", [ARCHIVE_SCHEMA, table]);
  if (inPlace) await moveLate(trx, home, inPlace.table, table);
  await trx.raw("ALTER TABLE ??.?? SET SCHEMA ??", [ARCHIVE_SCHEMA, table, home]);
  const name = inPlace?.table ?? table;
  if (name !== table) await trx.raw("ALTER TABLE ?? RENAME TO ??", [table, name]);
  await trx.raw(
    `ALTER TABLE messages ATTACH PARTITION ?? FOR VALUES FROM ('${month}-01 00:00:00+00') TO ('${nextMonth(month)}-01 00:00:00+00')`,
    [name],
  );
  await trx.raw("ALTER TABLE ?? DROP CONSTRAINT ??", [name, BOUND]);
  await trx("message_archives").where({ id }).update({ state: "attached", table_name: null, changed_at: at });
}

/** What came while the month was away goes back with it. */
async function moveLate(trx: Knex.Transaction, home: string, inPlace: string, table: string): Promise<void> {
  await trx.raw("LOCK TABLE messages, ?? IN ACCESS EXCLUSIVE MODE", [inPlace]);
  const { rows } = await trx.raw(
    `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
     WHERE attrelid = 'messages'::regclass AND attnum > 0 AND NOT attisdropped`,
  );
  const { columns } = rows[0];
  await trx.raw(`INSERT INTO ??.?? (${columns}) SELECT ${columns} FROM ??.??`, [ARCHIVE_SCHEMA, table, home, inPlace]);
  await trx.raw("ALTER TABLE messages DETACH PARTITION ??", [inPlace]);
  await trx.raw("DROP TABLE ??.??", [home, inPlace]);
}

function nextMonth(month: string): string {
  const first = new Date(`${month}-01T00:00:00Z`);
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1)).toISOString().slice(0, 7);
}
