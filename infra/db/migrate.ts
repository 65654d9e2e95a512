import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { runMigrations as migrateQueue } from "graphile-worker";
import createKnex, { type Knex } from "knex";
import { ConfigError } from "../errors.ts";
import { packageRoot } from "../package-root.ts";
import { withBriefLocks } from "./brief-locks.ts";
import { connectionOptions } from "./connect.ts";
import { type LockOptions, releaseMigrationLock, takeMigrationLock } from "./migration-lock.ts";
import { runSql, runSteps, stepsOf, waitAsLongAsItTakes, waitBriefly } from "./migration-steps.ts";
import { ensureRoles } from "./roles.ts";

const migrationsFolder = join(packageRoot, "migrations");

export interface MigrationResult {
  /** Names of the migrations that ran now, in order. */
  applied: string[];
}

export interface MigrationStatus {
  applied: string[];
  pending: string[];
}

/**
 * Brings the schema to this version, as the owner. Safe to run from many processes at once: they wait for each other
 * under an advisory lock, and the later ones find nothing to do.
 * @throws ConfigError when the database is newer than this version, or the roles are missing and may not be made here;
 * UnavailableError when another process migrates for too long.
 */
export async function migrate(ownerUrl: string, options: LockOptions = {}): Promise<MigrationResult> {
  return withOwner(ownerUrl, async (knex) => {
    await takeMigrationLock(knex, options);
    try {
      const { pending } = await compare(knex);
      if (pending.length > 0) await knex.migrate.forceFreeMigrationsLock({ migrationSource });
      for (const name of pending) await runMigration(knex, name);
      await migrateQueue({ connectionString: ownerUrl });
      await ensureRoles(knex);
      await applyAccess(knex);
      await makeMonths(knex);
      return { applied: pending };
    } finally {
      await releaseMigrationLock(knex);
    }
  });
}

/** Each in a transaction of its own, or in steps: no lock of one is held while the next runs. */
async function runMigration(knex: Knex, name: string): Promise<void> {
  await besideWork(
    knex,
    `${name} changes a table`,
    async () => void (await knex.migrate.up({ migrationSource, name })),
  );
}

/**
 * Lets what locks a table for a moment give way to the work that goes on. @throws UnavailableError when that never
 * pauses.
 */
async function besideWork(knex: Knex, what: string, work: () => Promise<void>): Promise<void> {
  await waitBriefly(knex);
  await withBriefLocks(
    work,
    `${what} that was in use all the time. What was done before it stays; run deskhand migrate again at a quieter hour`,
  );
  await waitAsLongAsItTakes(knex);
}

/** What has been applied and what has not; changes nothing. */
export async function migrationStatus(ownerUrl: string): Promise<MigrationStatus> {
  return withOwner(ownerUrl, compare);
}

/** Refuses a database that is older or newer than this program. @throws ConfigError saying what to do. */
export async function assertMigrated(ownerUrl: string): Promise<void> {
  const { pending } = await migrationStatus(ownerUrl);
  if (pending.length > 0) {
    throw new ConfigError(`The database is not migrated (${pending[0]} is missing). Run: npx deskhand migrate`);
  }
}

async function compare(knex: Knex): Promise<MigrationStatus> {
  const known = await migrationNames();
  const hasTable = await knex.schema.hasTable("knex_migrations");
  const rows: { name: string }[] = hasTable ? await knex("knex_migrations").select("name").orderBy("id") : [];
  const applied = rows.map((row) => row.name);
  const newer = applied.filter((name) => !known.includes(name));
  if (newer.length > 0) {
    throw new ConfigError(
      `The database is newer than this version of Deskhand (it holds ${newer.join(", ")}). Install the newer version.`,
    );
  }
  return { applied, pending: known.filter((name) => !applied.includes(name)) };
}

async function migrationNames(): Promise<string[]> {
  const files = await readdir(migrationsFolder);
  return files.filter((file) => /^\d{4}_.+\.sql$/.test(file)).sort();
}

const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: migrationNames,
  getMigrationName: (file) => file,
  getMigration: async (file) => {
    const sql = await readFile(join(migrationsFolder, file), "utf8");
    const steps = stepsOf(sql);
    return {
      // knex knows this, its types do not.
      config: { transaction: steps === null },
      up: async (knex: Knex) => (steps === null ? void (await runSql(knex, sql)) : runSteps(knex, steps)),
      down: async () => {
        throw new Error("Migrations go forward only. Restore a backup to go back.");
      },
    };
  },
};

async function applyAccess(knex: Knex): Promise<void> {
  const sql = await readFile(join(migrationsFolder, "access.sql"), "utf8");
  await besideWork(knex, "access.sql changes a table", () => runSteps(knex, stepsOf(sql) ?? []));
}

/** This month and the next three, so that the first messages of a month wait for nothing. */
async function makeMonths(knex: Knex): Promise<void> {
  const sql =
    "SELECT ensure_message_partition(now() + make_interval(months => ahead)) FROM generate_series(0, 3) AS ahead";
  await besideWork(knex, "A new month of messages changes a table", async () => void (await knex.raw(sql)));
}

async function withOwner<T>(ownerUrl: string, work: (knex: Knex) => Promise<T>): Promise<T> {
  // A single connection, never reaped: the advisory lock belongs to it for as long as we work.
  const knex = createKnex({
    client: "pg",
    connection: connectionOptions(ownerUrl),
    pool: { min: 1, max: 1 },
    // It would print each try that gave way to others.
    log: { warn: () => undefined, error: () => undefined },
  });
  try {
    return await work(knex);
  } finally {
    await knex.destroy();
  }
}
