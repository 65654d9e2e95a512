import { access } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Knex } from "knex";
import type { Database } from "../../../infra/db/connect.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { readThrough } from "../../../infra/db/read-through.ts";
import { ConflictError } from "../../../infra/errors.ts";
import { readMonthFile } from "../messages/month-file.ts";
import { ARCHIVE_SCHEMA } from "../messages/months.ts";
import { type ArchivedCondition, archivedCondition, type NeededArchive, neededArchives } from "./archived-messages.ts";
import type { Manifest } from "./manifest.ts";
import type { RecordUnit } from "./record-unit.ts";

/** What the sections read messages from. */
export interface Spoken {
  from: string;
  /** The archives whose messages are in it. */
  archives: Manifest["archives"];
  /** Those whose messages are not, with the reason. */
  missing: Manifest["archived"];
}

const TABLE = "pg_temp.archived_messages";
/** Columns of both stand in the same order: the second is made like the first. */
const BOTH = `(SELECT * FROM messages UNION ALL SELECT * FROM ${TABLE})`;

/**
 * Makes the archived messages of the units readable beside those of the table, for this transaction alone.
 * @param owner Opens the schema's owner, who alone may read kept months; null where only the application's login is known.
 * @param folder Where the files of removed months are, when not where they were written.
 * @throws ConflictError when a month was taken out or brought back since the transaction's moment.
 */
export async function loadArchived(
  db: Database,
  scope: OrgScope,
  units: readonly RecordUnit[],
  { owner, folder }: { owner: () => Promise<Knex | null>; folder: string | null },
): Promise<Spoken> {
  await holdMonths(db, scope.trx);
  const condition = await archivedCondition(scope, units);
  const needed = await neededArchives(scope, condition);
  if (needed.length === 0) return { from: "messages", archives: [], missing: [] };
  await scope.trx.raw("CREATE TEMPORARY TABLE archived_messages (LIKE messages INCLUDING DEFAULTS) ON COMMIT DROP");
  const spoken: Spoken = { from: BOTH, archives: [], missing: [] };
  for (const archive of needed) {
    const loaded = await loadOne(scope, condition, archive, { owner, folder });
    const { month, state, sha256 } = archive;
    const lost = (messages: number, why: string) =>
      spoken.missing.push({ month, messages, state, file: archive.file, sha256, why });
    if (typeof loaded === "string") {
      lost(archive.messages, loaded);
      continue;
    }
    spoken.archives.push({ month, messages: loaded.messages, state, file: loaded.file, sha256 });
    // Of a customer it is known how many there were; of some days of a month only the month is.
    const notFound = archive.messages - loaded.messages;
    if (condition.bindings.from === null && notFound > 0) lost(notFound, "they are not in the archive any more");
  }
  for (const column of ["id", "conversation_id", "customer_id", "sent_at"]) {
    await scope.trx.raw(`CREATE INDEX ON ${TABLE} (${column})`);
  }
  await scope.trx.raw(`ANALYZE ${TABLE}`);
  return spoken;
}

/** No month moves from here to the end. One that moved since the moment that is read would be in neither place. */
async function holdMonths(db: Database, trx: Knex.Transaction): Promise<void> {
  const states = "SELECT id, state FROM message_archives ORDER BY id";
  await trx.raw("LOCK TABLE messages IN ACCESS SHARE MODE");
  const [then, now] = [await trx.raw(states), await db.system.raw(states)];
  if (JSON.stringify(then.rows) !== JSON.stringify(now.rows)) {
    throw new ConflictError("A month of messages was archived or attached meanwhile. Export again, into a new folder");
  }
}

interface Loaded {
  messages: number;
  file: string | null;
}

/** What was loaded of an archive, or why it cannot be. */
async function loadOne(
  scope: OrgScope,
  condition: ArchivedCondition,
  archive: NeededArchive,
  { owner, folder }: { owner: () => Promise<Knex | null>; folder: string | null },
): Promise<Loaded | string> {
  let messages = 0;
  const take = async (lines: string[]) => {
    messages += await insertLines(scope.trx, condition, lines);
  };
  if (archive.table !== null) {
    const opened = await owner();
    if (opened === null) return `only the schema's owner may read ${ARCHIVE_SCHEMA}: set DATABASE_URL`;
    await readKept(opened, archive.table, condition, take);
    return { messages, file: null };
  }
  const file = await fileAtHand(archive, folder);
  if (file === null) return `${archive.file} is not at hand`;
  // Read through before anything of it is believed.
  const read = await readMonthFile(file, async () => undefined).catch((error: Error) => error.message);
  if (typeof read === "string") return `${file} cannot be read: ${read}`;
  if (read.sha256 !== archive.sha256 || read.messages !== archive.total) {
    return `${file} is not the file that was written`;
  }
  await readMonthFile(file, take);
  return { messages, file };
}

/** Where it was written to, or under the same name in the folder that was said. */
async function fileAtHand({ file }: NeededArchive, folder: string | null): Promise<string | null> {
  if (file === null) return null;
  for (const path of folder === null ? [file] : [join(folder, basename(file)), file]) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}

const LINES = 500;

async function readKept(
  owner: Knex,
  table: string,
  { sql, bindings }: ArchivedCondition,
  take: (lines: string[]) => Promise<void>,
): Promise<void> {
  await owner.transaction(
    async (trx) => {
      await trx.raw("SELECT set_config('timezone', 'UTC', true)");
      let lines: string[] = [];
      const theirs = `SELECT to_jsonb(m)::text AS json FROM "${ARCHIVE_SCHEMA}"."${table}" m WHERE ${sql}`;
      for await (const { json } of readThrough<{ json: string }>(trx, theirs, bindings)) {
        lines.push(json);
        if (lines.length < LINES) continue;
        await take(lines);
        lines = [];
      }
      if (lines.length > 0) await take(lines);
    },
    { readOnly: true },
  );
}

/** Puts those lines that are of the units into the table; how many. Columns that messages got since take their defaults. */
async function insertLines(
  trx: Knex.Transaction,
  { sql, bindings }: ArchivedCondition,
  lines: string[],
): Promise<number> {
  const columns = Object.keys(JSON.parse(lines[0] ?? "{}"))
    .map((name) => `"${name.replaceAll('"', '""')}"`)
    .join(", ");
  const { rowCount } = await trx.raw(
    `INSERT INTO ${TABLE} (${columns})
     SELECT ${columns} FROM jsonb_populate_recordset(NULL::messages, :lines::jsonb) m WHERE ${sql}`,
    { ...bindings, lines: `[${lines.join(",")}]` },
  );
  return rowCount;
}
