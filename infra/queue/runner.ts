import { EventEmitter, setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import {
  type Job,
  Logger,
  type Runner,
  type Worker as RunnerWorker,
  run,
  type TaskList,
  type WorkerEvents,
  type WorkerPool,
} from "graphile-worker";
import pg from "pg";
import { type Database, roleOptions } from "../db/connect.ts";
import type { Log } from "../log/log.ts";
import { traceIdOf } from "../tracing/tracing.ts";
import { onDueSoon } from "./due-soon.ts";
import { traceOfJob } from "./job-trace.ts";

export interface QueueRunner {
  /** Under which its jobs are locked. */
  lockName: string;
  /** Resolves when a statement of its own has failed, or it has ended for whatever reason. */
  broken: Promise<void>;
  /** Takes no new job; resolves when the last running one has ended, however long that takes. */
  retire(): Promise<void>;
  /** Takes no new job, waits for the running ones (at most five seconds) and gives the rest back. Also for one that is retired. */
  stop(): Promise<void>;
}

const FINISH_WITHIN_MS = 5_000;
/** What graphile-worker itself has on the signal, with as much again to spare. */
const POOL_LISTENERS = 4;

/** Starts one runner of graphile-worker on connections of its own, as the system role. */
export async function startRunner(options: {
  db: Database;
  log: Log;
  tasks: TaskList;
  concurrency: number;
  crontab?: string;
}): Promise<QueueRunner> {
  const { db, log, tasks, concurrency, crontab = "" } = options;
  const events: WorkerEvents = new EventEmitter();
  const pools: WorkerPool[] = [];
  const workers: RunnerWorker[] = [];
  events.on("pool:create", ({ workerPool }) => {
    // Every job that runs may wait for the end, besides the pool itself: that many at once are no leak.
    setMaxListeners(concurrency + POOL_LISTENERS, workerPool.abortSignal);
    pools.push(workerPool);
  });
  events.on("worker:create", ({ worker }) => workers.push(worker));
  logJobs(events, log);
  const failed = new Promise<void>((resolve) => {
    events.once("worker:getJob:error", () => resolve());
    events.once("worker:fatalError", () => resolve());
    events.once("pool:fatalError", () => resolve());
  });
  const connections = openConnections(db.url, concurrency);
  const runner = await run({
    pgPool: connections,
    taskList: tasks,
    crontab,
    concurrency,
    noHandleSignals: true,
    pollInterval: 1000,
    events,
    logger: queueLogger(log),
    // Without batches a failure to write "done" is an unhandled rejection, which would end the process.
    // Tasks hear at once of a stop, and leave what they can to whoever comes next.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0, gracefulShutdownAbortTimeout: 0 } },
  }).catch(async (error: unknown) => {
    await connections.end();
    throw error;
  });
  const [pool] = pools;
  if (!pool) throw new Error("the queue's runner has made no pool of workers");
  const stopLooking = onDueSoon((jobs) => nudge(pool, jobs));
  let ending: Promise<void> | undefined;
  const endConnections = () => {
    ending ??= connections.end();
    return ending;
  };
  const ended = runner.promise.catch((error: unknown) => log.warn("queue.runner_ended", { error }));
  return {
    lockName: pool.id,
    broken: Promise.race([failed, ended]),
    retire: async () => {
      stopLooking();
      // A broken runner may never say that it has stopped; its workers do.
      void runner.stop().catch(() => undefined);
      await Promise.allSettled(workers.map((worker) => worker.promise));
      void endConnections();
    },
    stop: async () => {
      stopLooking();
      await stopInTime(runner, pool);
      await endConnections();
    },
  };
}

function nudge(pool: WorkerPool, jobs: number): void {
  try {
    pool.nudge(jobs);
  } catch {
    // Workers that have ended take none; whoever comes in their place looks at once.
  }
}

/** What does not finish in time is taken from its worker and goes back to the queue. */
async function stopInTime(runner: Runner, pool: WorkerPool): Promise<void> {
  const hurry = new AbortController();
  const stopped = runner
    .stop()
    .catch(() => undefined) // it says so when it has ended already
    .finally(() => hurry.abort());
  await pause(FINISH_WITHIN_MS, undefined, { signal: hurry.signal }).then(
    // Rejects when it could not wait for everybody, which is what it was asked for.
    () => Promise.resolve(pool.forcefulShutdown("the process ends")).catch(() => undefined),
    () => stopped,
  );
}

function logJobs(events: WorkerEvents, log: Log): void {
  events.on("job:failed", ({ job, error }) => log.error("job.failed_for_good", { ...jobFields(job), error }));
  events.on("job:error", ({ job, error }) =>
    log.warn("job.failed", { ...jobFields(job), attempts: job.attempts, error }),
  );
}

/** With the trace of what caused it: the queue tells of a job when its span has ended. */
function jobFields({ id, task_identifier: task, payload }: Job) {
  const trace = traceIdOf(traceOfJob(payload));
  return { job: id, task, ...(trace ? { trace } : {}) };
}

/**
 * graphile-worker 0.17 gives the connection that it listens on back twice when that is cut while it stops. The pool's
 * answer to the second time would end the process: nobody handles it.
 */
class OnceReleasingPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(use: ConnectCallback): void;
  override connect(use?: ConnectCallback): Promise<pg.PoolClient> | undefined {
    if (!use) return super.connect();
    super.connect((error, client, release) => {
      let isReleased = false;
      const releaseOnce: typeof release = (reason) => {
        if (!isReleased) release(reason);
        isReleased = true;
      };
      // Where no connection came there is nothing to give back.
      use(error, client, client ? releaseOnce : release);
    });
    return undefined;
  }
}
type ConnectCallback = Parameters<typeof pg.Pool.prototype.connect>[0];

/** Picking a job up is planned once a connection, by the queue's index: what is empty now may soon be long (docs/decisions/0013). */
const PLAN_ONCE = [
  "plan_cache_mode=force_generic_plan",
  "enable_seqscan=off",
  "enable_bitmapscan=off",
  "enable_sort=off",
];

/** How the connections of a runner are opened. */
export function queueOptions(url: string) {
  const role = roleOptions(url, "deskhand_system");
  return { ...role, options: [role.options, ...PLAN_ONCE.map((setting) => `-c ${setting}`)].join(" ") };
}

function openConnections(url: string, concurrency: number): pg.Pool {
  const connections = new OnceReleasingPool({ ...queueOptions(url), max: concurrency });
  // A connection that is cut tells whoever uses it by a failed query; the pool opens another when it needs one.
  connections.on("error", () => undefined);
  connections.on("connect", (client) => client.on("error", () => undefined));
  return connections;
}

// The queue's own lines are for debugging; failed jobs reach the log through its events.
function queueLogger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    const isNews = level === "error" && !message.startsWith("Failed task");
    if (isNews) log.warn("queue.notice", { message: message.slice(0, 300) });
    else log.debug("queue.notice", { message: message.slice(0, 300) });
  });
}
