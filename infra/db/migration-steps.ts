import type { Knex } from "knex";
import { WAITS_FOR, withBriefLocks } from "./brief-locks.ts";

const BUSY =
  "A table that this upgrade changes was in use all the time. What was done stays; run deskhand migrate again at a quieter hour";

/**
 * The steps of a migration that goes step by step, each behind a line `-- step`; null for one that is a single
 * transaction. A step is one statement, or several in one transaction, and can be run again: after a kill all are, from
 * the first. Pure.
 */
export function stepsOf(sql: string): string[] | null {
  const [, ...steps] = sql.split(/^-- step$/m);
  return steps.length === 0 ? null : steps.map((step) => step.replace(/^--.*$/gm, "").trim());
}

/** An index that keeps nobody out while it is built. */
interface Index {
  /** `CREATE INDEX CONCURRENTLY IF NOT EXISTS`. */
  create: string;
  name: string;
  table: string;
  /** The method, columns and condition. */
  on: string;
}

/** Runs the steps one after the other, on a connection that is in no transaction. */
export async function runSteps(knex: Knex, steps: readonly string[]): Promise<void> {
  for (const step of steps) {
    const index = readIndex(step);
    if (index === null) await briefly(knex, step);
    else if (await isPartitioned(knex, index.table)) await indexPartitions(knex, index);
    else await indexBeside(knex, index);
  }
}

/** Has every transaction of the connection wait for locks only so long. */
export async function waitBriefly(knex: Knex): Promise<void> {
  await knex.raw("SELECT set_config('lock_timeout', ?, false)", [WAITS_FOR]);
}

export async function waitAsLongAsItTakes(knex: Knex): Promise<void> {
  await knex.raw("SELECT set_config('lock_timeout', '0', false)");
}

/** A file or step in which `?` is no binding. */
export function runSql(knex: Knex, sql: string) {
  return knex.raw(sql.replaceAll("?", "\\?"));
}

function readIndex(step: string): Index | null {
  const [, create, name, table, on] =
    /^(CREATE (?:UNIQUE )?INDEX CONCURRENTLY IF NOT EXISTS) (\w+) ON (\w+) ([\s\S]+)$/.exec(step) ?? [];
  return create && name && table && on ? { create, name, table, on } : null;
}

async function briefly(knex: Knex, sql: string): Promise<void> {
  await withBriefLocks(async () => void (await runSql(knex, sql)), BUSY);
}

async function isPartitioned(knex: Knex, table: string): Promise<boolean> {
  const { rows } = await knex.raw("SELECT relkind FROM pg_class WHERE oid = ?::regclass", [table]);
  return rows[0].relkind === "p";
}

/** It waits for transactions that are open, as long as they take: nobody waits behind it. */
async function indexBeside(knex: Knex, { create, name, table, on }: Index): Promise<void> {
  await waitAsLongAsItTakes(knex);
  const { rows } = await knex.raw("SELECT FROM pg_index WHERE indexrelid = to_regclass(?) AND NOT indisvalid", [name]);
  // Half of one that was cut off: it would count as being there.
  if (rows.length > 0) await knex.raw("DROP INDEX CONCURRENTLY ??", [name]);
  await runSql(knex, `${create} ${name} ON ${table} ${on}`);
  await waitBriefly(knex);
}

/** PostgreSQL builds no index of a partitioned table beside the work: each partition gets its own, and all are made one. */
async function indexPartitions(knex: Knex, { create, name, table, on }: Index): Promise<void> {
  await briefly(knex, `${create.replace(" CONCURRENTLY", "")} ${name} ON ONLY ${table} ${on}`);
  const { rows } = await knex.raw(
    `SELECT c.relname AS partition FROM pg_inherits p JOIN pg_class c ON c.oid = p.inhrelid
     WHERE p.inhparent = ?::regclass AND NOT EXISTS (
       SELECT FROM pg_index i JOIN pg_inherits a ON a.inhrelid = i.indexrelid
       WHERE i.indrelid = c.oid AND a.inhparent = ?::regclass) ORDER BY c.relname`,
    [table, name],
  );
  const suffix = name.replace(`${table}_`, "");
  for (const { partition } of rows) {
    const part = `${partition}_${suffix}`;
    await indexBeside(knex, { create, name: part, table: partition, on });
    await briefly(knex, `ALTER INDEX ${name} ATTACH PARTITION ${part}`);
  }
}
