import type { Database } from "../db/connect.ts";
import type { Log } from "../log/log.ts";

const RENEW_EVERY_MS = 2_000;
const STALE_AFTER_SECONDS = 8;

export interface Lease {
  release(): Promise<void>;
}

/**
 * Says every two seconds that this process is alive, and unlocks the jobs of processes that stopped saying so: after a
 * kill -9 their work goes on elsewhere within ten seconds. `workerIds` may still grow.
 */
export async function holdLease(options: {
  db: Database;
  log: Log;
  processId: string;
  workerIds: ReadonlySet<string>;
  takeAll: boolean;
}): Promise<Lease> {
  const { db, log, processId, workerIds, takeAll } = options;
  await unlockStale(db, takeAll ? 0 : STALE_AFTER_SECONDS, log);
  const beat = async () => {
    await renew(db, processId, [...workerIds]);
    await unlockStale(db, STALE_AFTER_SECONDS, log);
  };
  await beat();
  let current: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    current = current.then(beat).catch((error: unknown) => log.warn("queue.lease_not_renewed", { error }));
  }, RENEW_EVERY_MS);
  return {
    release: async () => {
      clearInterval(timer);
      await current;
      await db.system.raw("DELETE FROM worker_leases WHERE process_id = ?", [processId]);
    },
  };
}

async function renew(db: Database, processId: string, workerIds: string[]): Promise<void> {
  await db.system.raw(
    `INSERT INTO worker_leases (process_id, worker_ids, renewed_at) VALUES (?, ?, clock_timestamp())
     ON CONFLICT (process_id) DO UPDATE SET worker_ids = excluded.worker_ids, renewed_at = excluded.renewed_at`,
    [processId, workerIds],
  );
}

/** One transaction: whoever deletes the lease also unlocks its jobs. */
async function unlockStale(db: Database, olderThanSeconds: number, log: Log): Promise<void> {
  const unlocked = await db.system.transaction(async (trx) => {
    const { rows } = await trx.raw(
      "DELETE FROM worker_leases WHERE renewed_at <= clock_timestamp() - make_interval(secs => ?) RETURNING worker_ids",
      [olderThanSeconds],
    );
    const workerIds: string[] = rows.flatMap((row: { worker_ids: string[] }) => row.worker_ids);
    if (workerIds.length > 0) await trx.raw("SELECT graphile_worker.force_unlock_workers(?::text[])", [workerIds]);
    return workerIds.length;
  });
  if (unlocked > 0) log.warn("queue.unlocked_dead_workers", { workers: unlocked });
}
