/**
 * A program: `npm run release-dump -- NAME 0026 OWNER_URL` writes `tests/fixtures/releases/NAME.sql.gz`:
 * the schema as the migrations up to that number make it, with data in every table. Run once for a release, and never again
 * for the same: the file holds the migrations as they were.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { connectOwner } from "../../infra/db/connect.ts";
import { packageRoot } from "../../infra/package-root.ts";
import { fillTables } from "./fill-tables.ts";

const [name = "", upTo = "", url = ""] = process.argv.slice(2);
const folder = join(packageRoot, "migrations");
const files = (await readdir(folder)).filter((file) => /^\d{4}_.+\.sql$/.test(file) && file.slice(0, 4) <= upTo).sort();

const schema = [
  `CREATE TABLE knex_migrations (id serial PRIMARY KEY, name varchar(255), batch integer, migration_time timestamptz);
   CREATE TABLE knex_migrations_lock (index serial PRIMARY KEY, is_locked integer);
   INSERT INTO knex_migrations_lock (is_locked) VALUES (0);`,
];
for (const file of files) {
  // All in one go, into empty tables: nothing has to be kept out of anybody's way.
  schema.push((await readFile(join(folder, file), "utf8")).replaceAll(" CONCURRENTLY", ""));
  schema.push(
    `INSERT INTO knex_migrations (name, batch, migration_time) VALUES ('${file}', 1, '2026-11-01T00:00:00Z');`,
  );
}
schema.push("SELECT ensure_message_partition('2026-11-05T00:00:00Z');");

const owner = connectOwner(url);
await owner.raw(schema.join("\n").replaceAll("?", "\\?"));
await fillTables(owner);
const { rows } = await owner.raw(
  `SELECT relname AS "table" FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
     AND relname NOT LIKE 'knex%' ORDER BY relname`,
);
const data: string[] = ["SET session_replication_role = replica;"];
for (const { table } of rows) data.push(...(await insertsOf(table)));
data.push("SET session_replication_role = origin;");
await owner.destroy();
const path = join(packageRoot, "tests/fixtures/releases", `${name}.sql.gz`);
await writeFile(path, gzipSync([...schema, ...data].join("\n"), { level: 9 }));
process.stdout.write(`${path}: ${files.length} migrations, ${data.length - 2} rows\n`);

/** Each row as the database writes it, with all that fills itself. */
async function insertsOf(table: string): Promise<string[]> {
  const columns = await owner.raw(
    `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS list FROM pg_attribute
     WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    [table],
  );
  const { list } = columns.rows[0];
  const found = await owner.raw("SELECT to_jsonb(t)::text AS json FROM ?? t ORDER BY to_jsonb(t)::text", [table]);
  return found.rows.map(
    ({ json }: { json: string }) =>
      `INSERT INTO ${table} (${list}) OVERRIDING SYSTEM VALUE SELECT ${list} FROM jsonb_populate_record(NULL::${table}, '${json.replaceAll("'", "''")}');`,
  );
}
