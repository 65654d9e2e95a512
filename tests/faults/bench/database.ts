import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { connectDatabase } from "../../../infra/db/connect.ts";
import { openEmbeddedPostgres } from "../../../infra/embedded-postgres/open-embedded-postgres.ts";
import { silentLog } from "../../../infra/log/log.ts";
import { type DatabaseProxy, startDatabaseProxy } from "../../support/database-proxy.ts";
import { findUnverified } from "../../support/find-unverified.ts";
import { prepareDesk } from "../../support/prepare-desk.ts";
import { spawnEmbeddedPostgres } from "../../support/spawn-embedded-postgres.ts";

export interface FaultDatabase {
  /** The wire between the product and the server. */
  proxy: DatabaseProxy;
  /** One statement as the owner, past the proxy. */
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** What `deskhand verify` finds, past the proxy. */
  unverified(): Promise<string[]>;
  /** A connection of the owner's, for locks. */
  connect(): Promise<pg.Client>;
  /** Stops the server in good order, as an operator does. */
  stop(): Promise<void>;
  /** Starts it again, on another port: behind the proxy that is another address of the same data. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** What throw-away tests may do without: `npm run faults` keeps PostgreSQL's own settings. */
const FAST = { fsync: "off", full_page_writes: "off" };
const MANY = { max_connections: "200" };

/** A data directory whose desk knows the broker's questions; databases are copies of it. */
export async function prepareData(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await newFolder();
  const made = await openEmbeddedPostgres({ dataDir: folder, role: "tool", log: silentLog, settings: FAST });
  try {
    await prepareDesk(made.url);
  } finally {
    await made.close();
  }
  return { folder, remove: () => remove(folder) };
}

/** A server of its own on a copy of the prepared data. */
export async function openFaultDatabase(prepared: string, options: { isDurable: boolean }): Promise<FaultDatabase> {
  const dataDir = await newFolder();
  execFileSync("cp", ["-Rp", join(prepared, "postgres"), dataDir]);
  const settings = options.isDurable ? MANY : { ...MANY, ...FAST };
  const begin = async () => {
    const server = spawnEmbeddedPostgres({ dataDir, role: "tool", settings });
    const opened = await server.next();
    if (opened?.event !== "open") throw new Error(`no database: ${opened?.message ?? "it ended"}`);
    return { server, url: opened.url };
  };
  let running: Awaited<ReturnType<typeof begin>> | null = await begin();
  let url = running.url;
  const proxy = await startDatabaseProxy(url);
  const connect = async () => {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => undefined);
    await client.connect();
    return client;
  };
  const stop = async () => {
    await running?.server.close();
    running = null;
  };
  return {
    proxy,
    connect,
    query: async (sql, values = []) => {
      const client = await connect();
      try {
        return (await client.query(sql, values)).rows;
      } finally {
        await client.end();
      }
    },
    unverified: async () => {
      const db = connectDatabase(url, { app: 1, system: 1 });
      return findUnverified(db).finally(() => db.close());
    },
    stop,
    start: async () => {
      running = await begin();
      url = running.url;
      proxy.pointAt(url);
    },
    close: async () => {
      await proxy.close();
      await stop();
      await remove(dataDir);
    },
  };
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "deskhand-faults-"));
  await chmod(folder, 0o711); // for the server's user, when the tests run as root
  return folder;
}

function remove(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
