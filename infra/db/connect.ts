import createKnex, { type Knex } from "knex";
import { knexSnakeCaseMappers } from "objection";
import { OrganizationClient } from "./organization-client.ts";
import { type Connection, createStatementNames, prepareStatements } from "./prepared-statements.ts";

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
  return createKnex({ client: "pg", connection: connectionOptions(url), pool: { min: 0, max: 2 }, log: quiet });
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

const SESSION = [
  "statement_timeout=30s",
  "timezone=UTC",
  // Compiling takes longer than any statement of ours. A plan may look as if it were worth it: the queue's forbidden ones
  // count as endless, so that each look for work was compiled anew.
  "jit=off",
];

/**
 * The same, as one of the application's roles from the connection's first moment, with a bound on what a single
 * statement may take. Startup settings rather than SET, so that no query can come before them.
 */
export function roleOptions(url: string, role: DatabaseRole) {
  return {
    ...connectionOptions(url),
    options: [`role=${role}`, ...SESSION].map((setting) => `-c ${setting}`).join(" "),
  };
}

// knex prints every broken connection to standard output; whoever uses one learns it from the failed query.
const quiet = { warn: () => undefined, error: () => undefined };

const { wrapIdentifier } = knexSnakeCaseMappers();

function openPool(url: string, role: DatabaseRole, max: number): Knex {
  const names = createStatementNames();
  // What is asked at once goes out at once, instead of each after the answer to the one before.
  const connection = { ...roleOptions(url, role), pipeline: true };
  return createKnex({
    client: OrganizationClient,
    connection,
    acquireConnectionTimeout: 10_000,
    // An error names its statement, never the values in it: it comes into the log.
    compileSqlOnError: false,
    pool: {
      min: 0,
      max,
      afterCreate: (opened: Connection, done: (error: null, opened: Connection) => void) => {
        prepareStatements(opened, names);
        done(null, opened);
      },
    },
    log: quiet,
    // The one place where camelCase names become snake_case columns; rows of models are mapped back by the models.
    wrapIdentifier,
  });
}
