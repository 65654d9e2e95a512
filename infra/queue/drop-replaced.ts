import type { Database } from "../db/connect.ts";

/**
 * Removes what is left of jobs that were replaced while they ran, and failed or lost their process: the queue takes their
 * key for the new job, gives them no further attempt and keeps them for ever. Every job of ours has a key, so one without it
 * was replaced. Gives how many there were.
 */
export async function dropReplaced(db: Database): Promise<number> {
  const { rowCount } = await db.system.raw(
    `DELETE FROM graphile_worker._private_jobs
     WHERE key IS NULL AND locked_at IS NULL AND attempts >= max_attempts`,
  );
  return rowCount;
}
