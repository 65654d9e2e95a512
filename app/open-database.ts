import { ensureOrganization } from "../domain/organisation/ensure-organization.ts";
import type { Environment } from "../infra/config/environment.ts";
import { connectDatabase, type Database } from "../infra/db/connect.ts";
import { assertMigrated, migrate } from "../infra/db/migrate.ts";
import { openEmbeddedPostgres } from "../infra/embedded-postgres/open-embedded-postgres.ts";
import type { DeskhandError } from "../infra/errors.ts";
import type { Log } from "../infra/log/log.ts";

export interface OpenDatabase {
  db: Database;
  isEmbedded: boolean;
  /** The owner's connection string; null where only the application's login is known. */
  ownerUrl: string | null;
  close(): Promise<void>;
}

/**
 * Opens the database the environment names, else the embedded one, with the schema of this version.
 * @throws ConflictError when a product runs on the embedded database already and `use` is `server`, ConfigError when
 * something must be changed first.
 */
export async function openDatabase(
  environment: Environment,
  log: Log,
  use: "server" | "tool",
  onLost: (error: DeskhandError) => void = () => undefined,
): Promise<OpenDatabase> {
  if (environment.DATABASE_APP_URL) {
    await assertMigrated(environment.DATABASE_APP_URL);
    const db = connectDatabase(environment.DATABASE_APP_URL);
    return { db, isEmbedded: false, ownerUrl: environment.DATABASE_URL ?? null, close: () => db.close() };
  }
  if (environment.DATABASE_URL) {
    const db = await migrateAndConnect(environment.DATABASE_URL);
    return { db, isEmbedded: false, ownerUrl: environment.DATABASE_URL, close: () => db.close() };
  }
  const postgres = await openEmbeddedPostgres({
    dataDir: environment.DESKHAND_DATA_DIR,
    role: use,
    onLost,
    log,
  });
  try {
    const db = await migrateAndConnect(postgres.url);
    const close = async () => {
      await db.close();
      await postgres.close();
    };
    return { db, isEmbedded: true, ownerUrl: postgres.url, close };
  } catch (error) {
    await postgres.close();
    throw error;
  }
}

/** Applies what is missing and connects; the organisation `default` exists from then on. */
async function migrateAndConnect(ownerUrl: string): Promise<Database> {
  await migrate(ownerUrl, { say: (line) => void process.stderr.write(`${line}\n`) });
  const db = connectDatabase(ownerUrl);
  await ensureOrganization(db.system, "default", "Default organisation");
  return db;
}
