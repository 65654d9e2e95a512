import { readdir } from "node:fs/promises";
import type { Knex } from "knex";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectOwner } from "../../infra/db/connect.ts";
import { type MigrationStatus, migrationStatus } from "../../infra/db/migrate.ts";
import { type DeskhandCli, openDeskhandCli } from "../support/deskhand-cli.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { type Release, releases, releasesFolder } from "./releases.ts";
import { restoreRelease } from "./restore-release.ts";

let cli: DeskhandCli;
beforeAll(async () => {
  cli = await openDeskhandCli();
});
afterAll(() => cli.close());

const entries = Object.entries(releases) as [Release, (typeof releases)[Release]][]; // its own keys

it("has a dump for each release that is tried here", async () => {
  expect((await readdir(releasesFolder)).sort()).toEqual(
    Object.keys(releases)
      .map((name) => `${name}.sql.gz`)
      .sort(),
  );
});

describe.each(entries)("a database of %s", (release, { migrations }) => {
  let database: TestDatabase;
  let owner: Knex;
  let before: Record<string, number>;
  let fresh: TestDatabase;
  let freshOwner: Knex;

  beforeAll(async () => {
    database = await restoreRelease(release);
    owner = connectOwner(database.url);
    before = await countRows(owner);
    fresh = await createTestDatabase({ template: MIGRATED_TEMPLATE });
    freshOwner = connectOwner(fresh.url);
  });
  afterAll(async () => {
    await owner.destroy();
    await freshOwner.destroy();
    await database.drop();
    await fresh.drop();
  });

  it("has data in every table", () => {
    expect(Object.values(before).length).toBeGreaterThan(50);
    expect(Object.entries(before).filter(([, rows]) => rows === 0)).toEqual([]);
  });

  it("says at the command line which migrations it has not, and after migrating that it has all", async () => {
    const environment = { DATABASE_URL: database.url };
    const status = (await cli.json(["migrate", "--status"], environment)) as MigrationStatus;
    expect(status).toEqual(await migrationStatus(database.url));
    expect(status.applied).toHaveLength(migrations);
    expect(status.applied.at(-1)).toMatch(new RegExp(`^${releases[release].last}_`));
    expect(status.pending.length).toBeGreaterThan(0);
    const { stdout } = await cli.run(["migrate", "--status"], environment);
    const states = stdout.split("\n").filter((line) => line.includes(".sql"));
    expect(states.filter((line) => /\bapplied\b/.test(line))).toHaveLength(migrations);
    for (const name of status.pending) expect(stdout).toMatch(new RegExp(`${name} +.*pending: deskhand migrate`));
    const doctor = await cli.run(["doctor"], environment);
    expect(doctor.stdout).toContain(`${status.pending.length} migrations are pending`);
    expect(await cli.json(["migrate", "--status"], environment)).toEqual(status);
    expect(await cli.json(["migrate"], environment)).toEqual({ applied: status.pending });
    const after = await cli.json(["migrate", "--status"], environment);
    expect(after).toEqual({ applied: [...status.applied, ...status.pending], pending: [] });
    expect(await cli.json(["migrate"], environment)).toEqual({ applied: [] });
  });

  // A migration may add rows, such as the counter of codes that came with it.
  it("kept every row", async () => {
    const after = await countRows(owner);
    expect(Object.entries(before).filter(([table, count]) => (after[table] ?? 0) < count)).toEqual([]);
  });

  it("is then as a new database is: columns, indexes, rules, triggers, functions and rights", async () => {
    for (const [what, sql] of Object.entries(schemaOf)) {
      expect(await linesOf(owner, sql), what).toEqual(await linesOf(freshOwner, sql));
    }
  });

  it("keeps every rule for the rows of before too", async () => {
    const { rows } = await owner.raw(
      `SELECT conrelid::regclass::text AS "table", conname AS name FROM pg_constraint
       WHERE NOT convalidated AND connamespace = 'public'::regnamespace AND conparentid = 0`,
    );
    for (const { table, name } of rows) await owner.raw(`ALTER TABLE ${table} VALIDATE CONSTRAINT "${name}"`);
    const points = await owner.raw(
      `SELECT conname AS name, conrelid::regclass::text AS "table", confrelid::regclass::text AS other,
         (SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1]) AS "column",
         (SELECT attname FROM pg_attribute WHERE attrelid = confrelid AND attnum = confkey[1]) AS key
       FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND cardinality(conkey) = 1 AND connamespace = 'public'::regnamespace`,
    );
    expect(points.rows.length).toBeGreaterThan(50);
    for (const { table, other, column, key } of points.rows) {
      const lost = await owner.raw(
        `SELECT count(*)::integer AS count FROM ${table} t WHERE t."${column}" IS NOT NULL AND NOT EXISTS (SELECT FROM ${other} o WHERE o."${key}" = t."${column}")`,
      );
      expect(lost.rows[0].count, `${table}.${column}`).toBe(0);
    }
  });
});

async function countRows(owner: Knex): Promise<Record<string, number>> {
  const { rows } = await owner.raw(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
       AND relname NOT LIKE 'knex%'`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of rows)
    counts[name] = await owner(name)
      .count({ rows: "*" })
      .first()
      .then((row) => Number(row?.rows));
  return counts;
}

async function linesOf(owner: Knex, sql: string): Promise<string[]> {
  const { rows } = await owner.raw(sql);
  return rows.map(({ line }: { line: string }) => line).sort();
}

// Months differ with the day on which a database was made.
const ours = "relnamespace = 'public'::regnamespace AND NOT relispartition AND relname NOT LIKE 'knex%'";
const schemaOf = {
  columns: `SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid)) AS line
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE ${ours} AND c.relkind IN ('r', 'p', 'v')`,
  indexes: `SELECT pg_get_indexdef(i.indexrelid) AS line FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE ${ours}`,
  rules: `SELECT concat_ws(' ', c.relname, k.conname, pg_get_constraintdef(k.oid)) AS line FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE ${ours}`,
  triggers: `SELECT pg_get_triggerdef(t.oid) AS line FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE ${ours} AND NOT t.tgisinternal`,
  functions: `SELECT pg_get_functiondef(oid) AS line FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'`,
  views: `SELECT c.relname || pg_get_viewdef(c.oid) AS line FROM pg_class c WHERE ${ours} AND c.relkind = 'v'`,
  policies:
    "SELECT concat_ws(' ', tablename, policyname, roles::text, cmd, qual, with_check) AS line FROM pg_policies WHERE schemaname = 'public'",
  rights: `SELECT concat_ws(' ', c.relname, c.relrowsecurity, (SELECT string_agg(g::text, ',' ORDER BY g::text) FROM unnest(c.relacl) g WHERE g::text LIKE 'deskhand\\_%')) AS line FROM pg_class c WHERE ${ours}`,
};
