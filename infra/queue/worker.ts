import { EventEmitter } from "node:events";
import { Logger, run, type TaskList, type WorkerEvents } from "graphile-worker";
import pg from "pg";
import { type Database, roleOptions } from "../db/connect.ts";
import { newId } from "../ids.ts";
import type { Log } from "../log/log.ts";
import { holdLease } from "./lease.ts";

export interface Worker {
  /** Takes no new job, waits for the running ones (at most five seconds) and releases the rest. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  db: Database;
  log: Log;
  tasks: TaskList;
  /** Jobs at a time. */
  concurrency: number;
  /** Cron lines for the regular jobs. */
  crontab?: string;
  /** True when no other process can be at work (embedded database at start): every old lock is dropped at once. */
  isAlone: boolean;
}

/** Starts working on the queue as the system role. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { db, log, tasks, concurrency, crontab = "" } = options;
  const pool = openQueuePool(db.url, concurrency);
  const events: WorkerEvents = new EventEmitter();
  const workerIds = new Set<string>();
  events.on("worker:create", ({ worker }) => workerIds.add(worker.workerId));
  events.on("job:failed", ({ job, error }) =>
    log.error("job.failed_for_good", { job: job.id, task: job.task_identifier, error }),
  );
  events.on("job:error", ({ job, error }) =>
    log.warn("job.failed", { job: job.id, task: job.task_identifier, attempts: job.attempts, error }),
  );
  const lease = await holdLease({ db, log, processId: newId(), workerIds, takeAll: options.isAlone });
  const runner = await run({
    pgPool: pool,
    taskList: tasks,
    crontab,
    concurrency,
    noHandleSignals: true,
    pollInterval: 1000,
    events,
    logger: queueLogger(log),
    preset: { worker: { gracefulShutdownAbortTimeout: 5_000 } },
  });
  return {
    stop: async () => {
      await runner.stop();
      await lease.release();
      await pool.end();
    },
  };
}

function openQueuePool(url: string, concurrency: number): pg.Pool {
  const pool = new pg.Pool({ ...roleOptions(url, "deskhand_system"), max: concurrency });
  // A connection that is cut, idle or in use, is replaced when one is needed; what ran on it fails by itself.
  const replaced = () => undefined;
  pool.on("error", replaced);
  pool.on("connect", (client) => void client.on("error", replaced));
  return pool;
}

// The queue's own lines are for debugging; failed jobs reach the log through its events.
function queueLogger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    const isNews = level === "error" && !message.startsWith("Failed task");
    if (isNews) log.warn("queue.notice", { message: message.slice(0, 300) });
    else log.debug("queue.notice", { message: message.slice(0, 300) });
  });
}
