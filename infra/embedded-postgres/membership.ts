import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "pg";
import { DatabaseError } from "pg";
import { ConflictError, UnavailableError } from "../errors.ts";
import { type Cluster, DATABASE_NAME } from "./cluster.ts";
import { type Connected, connectOrStart, isServerGone } from "./connect.ts";
import { lastLogLines } from "./log-file.ts";
import { isRunning } from "./process-of.ts";
import { START_TIMEOUT_MS, stopServer } from "./server-process.ts";

/** `server`: the product itself, one a data directory. `tool`: a command that joins it, or runs alone. */
export type EmbeddedPostgresRole = "server" | "tool";

/**
 * Advisory locks of the database `postgres`, where nothing else takes any. They belong to a connection, so that a
 * killed process leaves them by itself. The first number is "desk" in ASCII.
 */
const LOCK_SPACE = 0x6465736b;
/** Held shared by every user. Who can have it alone is the last, and nobody can join while the server stops. */
const USERS = 1;
/** Held by the one product process. */
const SERVER = 2;

const POLL_MS = 50;
/** A killed process's connection ends within milliseconds; this is for a machine that hardly gets to run. */
const DEAD_HOLDER_TIMEOUT_MS = 10_000;

/**
 * Connects to the server, started when needed, and enters the list of its users.
 *
 * @throws ConflictError when `role` is `server` and the product runs already; ConfigError and UnavailableError as
 * `connectOrStart`.
 */
export async function join(cluster: Cluster, role: EmbeddedPostgresRole, signal: AbortSignal): Promise<Connected> {
  const deadline = AbortSignal.timeout(START_TIMEOUT_MS);
  const either = AbortSignal.any([signal, deadline]);
  let startedByUs = false;
  let lastError: unknown = null;
  try {
    for (;;) {
      const connected = await connectOrStart(cluster, `deskhand ${role} ${process.pid}`, either);
      startedByUs ||= connected.startedByUs;
      let entered = false;
      try {
        entered = await enter(cluster, role, connected.client, either);
        if (entered) return { ...connected, startedByUs };
      } catch (error) {
        if (!isServerGone(error)) throw error;
        lastError = error; // it was stopped, or crashed, between our connecting and our entering
      } finally {
        if (!entered) await connected.client.end();
      }
      await pause(POLL_MS, undefined, { signal: either });
    }
  } catch (error) {
    if (!deadline.aborted || signal.aborted) throw error;
    throw new UnavailableError(
      `The embedded PostgreSQL in ${cluster.paths.folder} did not become ready within ${START_TIMEOUT_MS / 1000} s. ` +
        `The end of ${cluster.paths.log}:\n${await lastLogLines(cluster)}`,
      lastError ?? error,
    );
  }
}

/** Leaves the list of users and stops the server if nobody else is on it. */
export async function leave(cluster: Cluster, client: Client): Promise<void> {
  try {
    // First ours, then the question: two that leave at once may both ask, and one of them is the last.
    await client.query("SELECT pg_advisory_unlock_all()");
    if (await lock(client, "pg_try_advisory_lock", USERS)) await stopServer(cluster);
  } catch (error) {
    if (!isServerGone(error)) throw error;
  } finally {
    await client.end();
  }
}

/** False when the server is about to stop. */
async function enter(
  cluster: Cluster,
  role: EmbeddedPostgresRole,
  client: Client,
  signal: AbortSignal,
): Promise<boolean> {
  if (!(await lock(client, "pg_try_advisory_lock_shared", USERS))) return false;
  try {
    if (role === "server") await becomeServer(cluster, client, signal);
    await createDatabaseOnce(client);
    return true;
  } catch (error) {
    await leave(cluster, client);
    throw error;
  }
}

async function becomeServer(cluster: Cluster, client: Client, signal: AbortSignal): Promise<void> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(DEAD_HOLDER_TIMEOUT_MS)]);
  while (!(await lock(client, "pg_try_advisory_lock", SERVER))) {
    const holder = await serverPid(client);
    if ((holder !== null && (await isRunning(holder))) || deadline.aborted) {
      throw new ConflictError(
        `Deskhand already runs on ${cluster.paths.dataDir}${holder === null ? "" : ` (process ${holder})`}. ` +
          "Stop it first, or give this one a folder of its own with DESKHAND_DATA_DIR.",
        { pid: holder },
      );
    }
    await pause(POLL_MS);
  }
}

async function serverPid(client: Client): Promise<number | null> {
  const { rows } = await client.query<{ application_name: string }>(
    `SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1 AND l.objid = $2 AND l.objsubid = 2`,
    [LOCK_SPACE, SERVER],
  );
  const pid = /^deskhand server (\d+)$/.exec(rows[0]?.application_name ?? "")?.[1];
  return pid === undefined ? null : Number(pid);
}

async function lock(
  client: Client,
  how: "pg_try_advisory_lock" | "pg_try_advisory_lock_shared",
  key: number,
): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(`SELECT ${how}($1::int, $2::int) AS locked`, [
    LOCK_SPACE,
    key,
  ]);
  return rows[0]?.locked === true;
}

async function createDatabaseOnce(client: Client): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE_NAME]);
  if (rowCount !== 0) return;
  try {
    await client.query(`CREATE DATABASE ${DATABASE_NAME}`);
  } catch (error) {
    // duplicate_database, or unique_violation when two create it at the same instant
    if (!(error instanceof DatabaseError && (error.code === "42P04" || error.code === "23505"))) throw error;
  }
}
