import type { Knex } from "knex";
import type { Database } from "../db/connect.ts";
import type { Log } from "../log/log.ts";

const RENEW_EVERY_MS = 2_000;
const STALE_AFTER_MS = 8_000;

export interface Lease {
  /** Never rejects: one that cannot be given back runs out. */
  release(): Promise<void>;
}

/**
 * Says every two seconds that this process is alive, and unlocks the jobs of processes that stopped saying so: after a
 * kill -9 their work goes on elsewhere within ten seconds. `lockNames` are the names under which this process locks
 * jobs; they may change.
 */
export async function holdLease(options: {
  db: Database;
  log: Log;
  processId: string;
  lockNames: ReadonlySet<string>;
  /** Nobody else can be at work: every lock there is was left by the dead. */
  takeAll: boolean;
}): Promise<Lease> {
  const { db, log, processId, lockNames, takeAll } = options;
  let renewedAt = performance.now();
  // While the database was away nobody could renew: after a gap of our own, the others get their full time to show up.
  let watchingSince = renewedAt - STALE_AFTER_MS;

  const beat = async () => {
    await renew(db, processId, [...lockNames]);
    const now = performance.now();
    if (now - renewedAt > STALE_AFTER_MS / 2) watchingSince = now;
    renewedAt = now;
    if (now - watchingSince >= STALE_AFTER_MS) await unlockAbandoned(db, STALE_AFTER_MS, log);
  };

  await renew(db, processId, [...lockNames]);
  await unlockAbandoned(db, takeAll ? 0 : STALE_AFTER_MS, log);
  let current: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    current = current.then(beat).catch((error: unknown) => log.warn("queue.lease_not_renewed", { error }));
  }, RENEW_EVERY_MS);
  return {
    release: async () => {
      clearInterval(timer);
      await current;
      await db.system
        .raw("DELETE FROM worker_leases WHERE process_id = ?", [processId])
        .catch((error: unknown) => log.warn("queue.lease_not_released", { error }));
    },
  };
}

async function renew(db: Database, processId: string, lockNames: string[]): Promise<void> {
  await db.system.raw(
    `INSERT INTO worker_leases (process_id, worker_ids, renewed_at) VALUES (?, ?, clock_timestamp())
     ON CONFLICT (process_id) DO UPDATE SET worker_ids = excluded.worker_ids, renewed_at = excluded.renewed_at`,
    [processId, lockNames],
  );
}

/**
 * Unlocks what was locked longer ago than a lease lasts by a name that no living lease holds. Asked from the jobs'
 * side, so that a process that died before its first renewal is found as well.
 */
async function unlockAbandoned(db: Database, olderThanMs: number, log: Log): Promise<void> {
  const { rows } = await db.system.raw(
    `WITH instant AS (SELECT clock_timestamp() - make_interval(secs => ?) AS oldest)
     SELECT DISTINCT j.locked_by AS name FROM instant, graphile_worker.jobs j
     WHERE j.locked_at <= instant.oldest AND NOT EXISTS (
       SELECT FROM worker_leases l WHERE l.renewed_at > instant.oldest AND j.locked_by = ANY (l.worker_ids))`,
    [olderThanMs / 1000],
  );
  const names: string[] = rows.map((row: { name: string }) => row.name);
  if (names.length === 0) return;
  await unlock(db.system, names);
  log.warn("queue.unlocked_dead_workers", { workers: names.length });
}

/** Gives back everything that was locked under these names. */
export async function unlock(knex: Knex, lockNames: string[]): Promise<void> {
  await knex.raw("SELECT graphile_worker.force_unlock_workers(?::text[])", [lockNames]);
}
