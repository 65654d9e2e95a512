import createKnex, { type Knex } from "knex";
import pg from "pg";

// Two roles, two pools: ordinary work sees one organisation, the system role serves intake, routing and the queue.
export type DatabaseRole = "deskhand_app" | "deskhand_system";

export interface Database {
  /** Ordinary work, inside `inOrganization` only. */
  readonly app: Knex;
  /** Intake, routing look-ups, queue, outbox: reaches every organisation. */
  readonly system: Knex;
  /** The connection string both use, for the queue and for LISTEN. */
  readonly url: string;
  close(): Promise<void>;
}

export interface PoolSizes {
  app: number;
  system: number;
}

/** Opens the application's two pools on `url`. Nothing is connected until the first query. */
export function connectDatabase(url: string, sizes: PoolSizes = { app: 10, system: 6 }): Database {
  const app = openPool(url, "deskhand_app", sizes.app);
  const system = openPool(url, "deskhand_system", sizes.system);
  return {
    app,
    system,
    url,
    close: async () => {
      await Promise.all([app.destroy(), system.destroy()]);
    },
  };
}

/** A pool for the owner of the schema: migrations and tests only. */
export function connectOwner(url: string): Knex {
  return createKnex({ client: "pg", connection: connectionOptions(url), pool: { min: 0, max: 2 } });
}

/** What every connection of ours has in common; used for pools and for single clients (LISTEN, locks). */
export function connectionOptions(url: string) {
  return {
    connectionString: url,
    application_name: "deskhand",
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  };
}

function openPool(url: string, role: DatabaseRole, max: number): Knex {
  return createKnex({
    client: "pg",
    connection: connectionOptions(url),
    acquireConnectionTimeout: 10_000,
    pool: {
      min: 0,
      max,
      afterCreate: (connection: pg.Client, done: (error: Error | null, connection: pg.Client) => void) => {
        takeRole(connection, role).then(
          () => done(null, connection),
          (error: Error) => done(error, connection),
        );
      },
    },
  });
}

/** Drops the owner's rights for the rest of the connection, and bounds what a single statement may take. */
export async function takeRole(connection: pg.Client, role: DatabaseRole): Promise<void> {
  await connection.query(`SET ROLE ${pg.escapeIdentifier(role)}; SET statement_timeout = '30s'; SET timezone = 'UTC'`);
}
