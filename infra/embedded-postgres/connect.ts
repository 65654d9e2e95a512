import { readFile, stat } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { Client, DatabaseError } from "pg";
import { ConfigError, DeskhandError, UnavailableError } from "../errors.ts";
import { type Cluster, OWNER_NAME } from "./cluster.ts";
import { isCluster } from "./create-cluster.ts";
import { lastLogLines } from "./log-file.ts";
import { isItsServerRunning, markEnded, readPostmasterFile } from "./postmaster-file.ts";
import { startServer } from "./server-process.ts";
import { reachableSocketFolder } from "./socket-folder.ts";

export interface Connected {
  client: Client;
  port: number;
  startedByUs: boolean;
}

const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
/** With doubling pauses from 100 ms: old backends of a killed server get about two seconds to go away. */
const MAX_FAILED_STARTS = 5;

/**
 * Connects to the cluster's server (database `postgres`), starting it when it does not run. The winner of several
 * starters is decided by PostgreSQL itself through `postmaster.pid`; the others find the winner's server here.
 *
 * @throws ConfigError when the cluster is not there, is not ours or does not take our password;
 * UnavailableError when it cannot be started, with the end of its log.
 */
export async function connectOrStart(cluster: Cluster, name: string, signal: AbortSignal): Promise<Connected> {
  let startedByUs = false;
  for (let failedStarts = 0; ; ) {
    signal.throwIfAborted();
    const found = await findServer(cluster, name);
    if (found === "changing") {
      await pause(POLL_MS, undefined, { signal });
    } else if (found === "absent") {
      const start = await startServer(cluster);
      startedByUs = start.ok;
      if (start.ok) continue;
      failedStarts += 1;
      if (failedStarts >= MAX_FAILED_STARTS) throw await startFailure(cluster, start.output);
      await pause(100 * 2 ** (failedStarts - 1), undefined, { signal });
    } else {
      return { ...found, startedByUs };
    }
  }
}

/**
 * The owner's connection string: over the server's Unix socket where we reach it (`host`, which libpq and pg put before the
 * address), else over TCP. TLS is switched off by name, or PGSSLMODE in our environment would decide.
 */
export async function connectionString({ paths }: Cluster, port: number, database: string): Promise<string> {
  const password = (await readFile(paths.password, "utf8")).trim();
  const socket = await reachableSocketFolder(await readPostmasterFile(paths));
  const host = socket === null ? "" : `&host=${encodeURIComponent(socket)}`;
  return `postgres://${OWNER_NAME}:${password}@127.0.0.1:${port}/${database}?sslmode=disable${host}`;
}

/** True when a statement failed because the server went away or is going, not because of the statement. */
export function isServerGone(error: unknown): boolean {
  if (error instanceof DeskhandError) return false;
  // pg reports a broken connection as a plain Error; what the server says carries a SQLSTATE (Appendix A).
  if (!(error instanceof DatabaseError)) return true;
  return error.code?.startsWith("57P") === true || error.code?.startsWith("08") === true;
}

async function findServer(
  cluster: Cluster,
  name: string,
): Promise<{ client: Client; port: number } | "changing" | "absent"> {
  if (!(await isCluster(cluster))) {
    throw new ConfigError(`The embedded database in ${cluster.paths.folder} is gone. Put it back and start again.`);
  }
  const file = await readPostmasterFile(cluster.paths);
  if (file === null) return "absent";
  const attempt = file.port === null ? null : await tryConnect(cluster, file.port, name);
  if (attempt instanceof Client) return { client: attempt, port: file.port ?? 0 };
  if (!(await isItsServerRunning(file, cluster.paths))) {
    await markEnded(file, cluster.paths);
    return "absent";
  }
  if (isWrongPassword(attempt)) {
    throw new ConfigError(
      `The embedded PostgreSQL (process ${file.pid}) refuses the password in ${cluster.paths.password}. ` +
        "Put the file back that was made with this database, or move both aside.",
    );
  }
  return "changing";
}

/** A connection to our own server, or why there is none; null: somebody else's server answered. */
async function tryConnect(cluster: Cluster, port: number, name: string): Promise<Client | unknown> {
  const client = new Client({
    connectionString: await connectionString(cluster, port, "postgres"),
    application_name: name,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
  });
  // A server that goes away ends the connection; whoever uses it learns that from its query or from `end`.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
    if (await isSameFolder(rows[0]?.data_directory ?? "", cluster.paths.data)) return client;
    await client.end();
    return null;
  } catch (error) {
    await client.end().catch(() => undefined);
    return error;
  }
}

/** A copy of a data directory has the same password and names the original's server, so only this tells. */
async function isSameFolder(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(one, { bigint: true }), stat(other, { bigint: true })]);
  return a.dev === b.dev && a.ino === b.ino;
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === "28P01";
}

async function startFailure(cluster: Cluster, output: string): Promise<UnavailableError> {
  return new UnavailableError(
    `The embedded PostgreSQL in ${cluster.paths.folder} does not start. ${output}\n` +
      `The end of ${cluster.paths.log}:\n${await lastLogLines(cluster)}`,
  );
}
