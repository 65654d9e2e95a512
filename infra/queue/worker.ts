import { EventEmitter } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Logger, type Runner, run, type TaskList, type WorkerEvents, type WorkerPool } from "graphile-worker";
import pg from "pg";
import { type Database, roleOptions } from "../db/connect.ts";
import { newId } from "../ids.ts";
import type { Log } from "../log/log.ts";
import { holdLease, unlock } from "./lease.ts";

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

const FINISH_WITHIN_MS = 5_000;
const RESTART_PAUSE_MS = 500;

/** Starts working on the queue as the system role. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { db, log } = options;
  const pool = openQueuePool(db.url, options.concurrency);
  // graphile-worker locks jobs under the name of its pool, not under those of the pool's workers.
  const lockNames = new Set<string>();
  const lease = await holdLease({ db, log, processId: newId(), lockNames, takeAll: options.isAlone });
  const runners = await keepRunning(options, pool, lockNames);
  return {
    stop: async () => {
      await runners.stop();
      await lease.release();
      await pool.end();
    },
  };
}

/**
 * Keeps one runner on the queue. graphile-worker ends its runner when it cannot write down that a job is done, as when
 * the database goes away at that moment; another takes its place, and what the first held is given back.
 */
async function keepRunning(
  options: WorkerOptions,
  pool: pg.Pool,
  lockNames: Set<string>,
): Promise<{ stop(): Promise<void> }> {
  const { db, log } = options;
  const stopping = new AbortController();
  let current = await startRunner(options, pool);
  lockNames.add(current.lockName);

  const replace = async () => {
    const ended = current.lockName;
    current = await startRunner(options, pool);
    lockNames.add(current.lockName);
    await unlock(db.system, [ended]);
    lockNames.delete(ended);
  };
  const watch = (async () => {
    for (;;) {
      await current.ended;
      do {
        if (stopping.signal.aborted) return;
        await pause(RESTART_PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      } while (!(await succeeds(replace, (error) => log.warn("queue.not_restarted", { error }))));
      log.warn("queue.restarted");
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await stopRunner(current);
      await watch;
    },
  };
}

interface Running {
  runner: Runner;
  workers: WorkerPool;
  /** Under which its jobs are locked. */
  lockName: string;
  /** Resolves when it has ended, for whatever reason. */
  ended: Promise<void>;
}

async function startRunner({ tasks, crontab = "", concurrency, log }: WorkerOptions, pool: pg.Pool): Promise<Running> {
  const events: WorkerEvents = new EventEmitter();
  const made: WorkerPool[] = [];
  events.on("pool:create", ({ workerPool }) => made.push(workerPool));
  events.on("job:failed", ({ job, error }) =>
    log.error("job.failed_for_good", { job: job.id, task: job.task_identifier, error }),
  );
  events.on("job:error", ({ job, error }) =>
    log.warn("job.failed", { job: job.id, task: job.task_identifier, attempts: job.attempts, error }),
  );
  const runner = await run({
    pgPool: pool,
    taskList: tasks,
    crontab,
    concurrency,
    noHandleSignals: true,
    pollInterval: 1000,
    events,
    logger: queueLogger(log),
    preset: {
      worker: {
        gracefulShutdownAbortTimeout: FINISH_WITHIN_MS,
        // Without batches a failure to write "done" is an unhandled rejection, which ends the process.
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
  });
  const [workers] = made;
  if (!workers) throw new Error("the queue's runner has made no workers");
  const ended = runner.promise.catch((error) => log.warn("queue.runner_ended", { error }));
  return { runner, workers, lockName: workers.id, ended };
}

/** What does not finish in time is taken from its worker and goes back to the queue. */
async function stopRunner({ runner, workers }: Running): Promise<void> {
  const hurry = new AbortController();
  const stopped = runner
    .stop()
    .catch(() => undefined) // it says so when it has ended already
    .finally(() => hurry.abort());
  await pause(FINISH_WITHIN_MS, undefined, { signal: hurry.signal }).then(
    // It rejects with what it gave back unfinished, which is what it was asked for.
    () => Promise.resolve(workers.forcefulShutdown("the process ends")).catch(() => undefined),
    () => stopped,
  );
}

async function succeeds(work: () => Promise<void>, onError: (error: unknown) => void): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    onError(error);
    return false;
  }
}

function openQueuePool(url: string, concurrency: number): pg.Pool {
  const pool = new pg.Pool({ ...roleOptions(url, "deskhand_system"), max: concurrency });
  // A connection that is cut tells whoever uses it by a failed query; the pool opens another when it needs one.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
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
