import type { Knex } from "knex";
import { currentTraceparent } from "../tracing/tracing.ts";
import { sayDueSoon } from "./due-soon.ts";

export interface JobSpec {
  task: string;
  payload: Record<string, unknown>;
  /**
   * A second job with the same key replaces the first; while that runs it is added beside it, and the first has no further
   * attempt. Every job has one: what has lost it was replaced (`drop-replaced.ts`).
   */
  key: string;
  /** Not sooner than after so long, by the queue's own clock, which may differ from ours. */
  inMs?: number;
  /** 25 unless said otherwise: with the queue's backoff about three days. */
  maxAttempts?: number;
}

/**
 * Adds a job inside the caller's transaction: it exists exactly when the caller's rows do. It goes on with the trace that
 * is at work (`trace` in its payload).
 */
export async function enqueueJob(trx: Knex, job: JobSpec): Promise<void> {
  const trace = currentTraceparent();
  const payload = trace === null ? job.payload : { ...job.payload, trace };
  // No named queue: picking a job up locks every free queue there is, and each chat would be one (docs/decisions/0006).
  await trx.raw(
    "SELECT enqueue_job(?, ?::json, NULL, ?, clock_timestamp() + ?::float8 * interval '1 ms', ?::integer, ?)",
    [job.task, JSON.stringify(payload), job.key, job.inMs ?? null, job.maxAttempts ?? null, "replace"],
  );
  if (job.inMs) sayDueSoon(job.inMs);
}
