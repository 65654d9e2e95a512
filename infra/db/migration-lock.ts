import { setTimeout } from "node:timers/promises";
import type { Knex } from "knex";
import { UnavailableError } from "../errors.ts";

// Any number that no other program uses; held for the time of a migration.
const MIGRATION_LOCK = 7_310_441_201;
const LOCK_PAUSE_MS = 50;
/** Another process may be building indexes of large tables; for longer than this it hangs. */
const LOCK_WITHIN_MS = 30 * 60_000;
const SAY_EVERY_MS = 30_000;

export interface LockOptions {
  /** Told whom it waits for, after the first second and every half minute. */
  say?: (line: string) => void;
  /** How long other processes may migrate before we give up; half an hour by default. */
  waitsMs?: number;
}

/**
 * knex's own lock row survives a kill -9; the advisory lock does not, so it is the one that counts. Asked for again and
 * again: whoever waits inside a statement would be waited for by an index that is built beside the work.
 * @throws UnavailableError when others hold it for too long; it says who.
 */
export async function takeMigrationLock(knex: Knex, { say, waitsMs = LOCK_WITHIN_MS }: LockOptions): Promise<void> {
  const started = performance.now();
  for (let sayAtMs = 1_000; ; ) {
    const { rows } = await knex.raw("SELECT pg_try_advisory_lock(?) AS taken", [MIGRATION_LOCK]);
    if (rows[0].taken) return;
    const waitedMs = performance.now() - started;
    if (waitedMs > waitsMs) throw new UnavailableError(await tooLong(knex, waitedMs));
    if (waitedMs > sayAtMs) {
      sayAtMs = waitedMs + SAY_EVERY_MS;
      say?.(
        `Waiting for another process that brings this database to its version: ${wordsOf(await findHolder(knex))}.`,
      );
    }
    await setTimeout(LOCK_PAUSE_MS);
  }
}

export async function releaseMigrationLock(knex: Knex): Promise<void> {
  await knex.raw("SELECT pg_advisory_unlock(?)", [MIGRATION_LOCK]);
}

interface Holder {
  pid: number;
  since: string;
  address: string | null;
}

async function findHolder(knex: Knex): Promise<Holder | null> {
  const { rows } = await knex.raw(
    `SELECT l.pid, to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS since, host(a.client_addr) AS address
     FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
     WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (l.classid::bigint << 32 | l.objid::bigint) = ?::bigint`,
    [MIGRATION_LOCK],
  );
  return rows[0] ?? null;
}

function wordsOf(holder: Holder | null): string {
  if (!holder) return "it has just ended";
  const { pid, since, address } = holder;
  return `connection ${pid} of the server${address ? `, from ${address}` : ""}, since ${since} UTC`;
}

async function tooLong(knex: Knex, waitedMs: number): Promise<string> {
  const holder = await findHolder(knex);
  const ends = holder ? ` If it hangs, SELECT pg_terminate_backend(${holder.pid}) ends it.` : "";
  return (
    `Another process has been bringing this database to its version for more than ${Math.round(waitedMs / 1_000)} s: ` +
    `${wordsOf(holder)}. Wait for it, then start this one again.${ends}`
  );
}
