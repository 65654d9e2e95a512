import { mkdir, realpath } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "pg";
import { type Clock, systemClock } from "../clock.ts";
import { ConfigError, ConflictError, type DeskhandError, errorMessage, UnavailableError } from "../errors.ts";
import type { Log } from "../log/log.ts";
import { findPostgresBinaries } from "./binaries.ts";
import { type Cluster, clusterPaths, DATABASE_NAME } from "./cluster.ts";
import { connectionString } from "./connect.ts";
import { createClusterOnce } from "./create-cluster.ts";
import { type EmbeddedPostgresRole, join, leave } from "./membership.ts";
import { defaultServerSettings, type ServerSettings } from "./server-settings.ts";
import { assertCanEnter, assertCanRun, chooseSystemAccount } from "./system-account.ts";

export interface EmbeddedPostgresOptions {
  /** The product's data directory, made when it does not exist; the cluster is its folder `postgres`. */
  dataDir: string;
  role: EmbeddedPostgresRole;
  log: Log;
  /** Told at most once, when we can never be on this server again and must end: another product process took our
   * place while it was down, it came back on another port, or its folder is gone. */
  onLost?: (error: DeskhandError) => void;
  /** On top of ours; only for throw-away clusters. Those of the process that starts the server count. */
  settings?: ServerSettings;
  clock?: Clock;
}

export interface EmbeddedPostgres {
  /** Connection string of the owner, a superuser, to the database `deskhand`. A secret. */
  url: string;
  /** False when a server was running already. */
  startedByUs: boolean;
  /** Leaves the server and stops it if nobody else is on it. Close your own connections first. Safe to repeat. */
  close(): Promise<void>;
}

/** Between two attempts to get back to a server that is down; there is no limit to their number, as with any server. */
const REJOIN_PAUSE_MS = 1_000;

/**
 * Opens the embedded PostgreSQL of a data directory: created on first use, started when it does not run, adopted when
 * a killed process left it running. As long as it is open, a connection of our own holds our place among its users
 * (`membership.ts`); when that breaks, the server is started again if need be and the place taken again.
 *
 * @throws ConflictError when `role` is `server` and the product runs on this directory already, ConfigError when
 * something about the machine must be changed first, UnavailableError when the server does not start within two minutes.
 */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { role, log, onLost = () => undefined } = options;
  const cluster = await prepareCluster(options);
  const closing = new AbortController();
  let client: Client | null = null;
  let rejoining: Promise<void> = Promise.resolve();
  let closed: Promise<void> | null = null;

  const first = await join(cluster, role, closing.signal);
  log.info("embedded_postgres.open", { port: first.port, started: first.startedByUs });
  hold(first.client);

  return {
    url: await connectionString(cluster, first.port, DATABASE_NAME),
    startedByUs: first.startedByUs,
    close() {
      closed ??= close();
      return closed;
    },
  };

  function hold(joined: Client): void {
    client = joined;
    joined.once("end", () => {
      if (client !== joined) return;
      client = null;
      if (!closing.signal.aborted) rejoining = rejoin();
    });
  }

  async function rejoin(): Promise<void> {
    log.warn("embedded_postgres.connection_lost", { port: first.port });
    while (!closing.signal.aborted) {
      try {
        const again = await join(cluster, role, closing.signal);
        if (again.port !== first.port) {
          await leave(cluster, again.client);
          return onLost(new UnavailableError("The embedded PostgreSQL came back on another port: restart Deskhand"));
        }
        log.info("embedded_postgres.joined_again", { port: again.port, started: again.startedByUs });
        return hold(again.client);
      } catch (error) {
        if (closing.signal.aborted) return;
        if (error instanceof ConflictError || error instanceof ConfigError) return onLost(error);
        log.warn("embedded_postgres.join_failed", { error });
        await pause(REJOIN_PAUSE_MS, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  }

  async function close(): Promise<void> {
    closing.abort();
    await rejoining;
    const held = client;
    client = null;
    if (held !== null) await leave(cluster, held);
    log.info("embedded_postgres.closed", { port: first.port });
  }
}

async function prepareCluster(options: EmbeddedPostgresOptions): Promise<Cluster> {
  const binaries = await findPostgresBinaries();
  const paths = clusterPaths(await makeDataDir(options.dataDir));
  const account = await chooseSystemAccount(paths.folder);
  if (account !== null) {
    await assertCanEnter(account, paths.dataDir, "choose another folder with DESKHAND_DATA_DIR");
    await assertCanRun(account, binaries);
  }
  const settings = { ...defaultServerSettings, ...options.settings };
  const cluster = { paths, binaries, account, settings };
  await createClusterOnce(cluster, options.clock ?? systemClock);
  return cluster;
}

/** The directory's path with links resolved: it is looked for in the command lines of running servers. */
async function makeDataDir(dataDir: string): Promise<string> {
  try {
    // As root, the server's user passes through it. Nobody else lists it: it also holds keys.
    await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    return await realpath(dataDir);
  } catch (error) {
    throw new ConfigError(
      `The data directory ${dataDir} cannot be made: ${errorMessage(error)}. Choose another with DESKHAND_DATA_DIR.`,
    );
  }
}
