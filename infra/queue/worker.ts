import { setTimeout as pause } from "node:timers/promises";
import type { TaskList } from "graphile-worker";
import type { Database } from "../db/connect.ts";
import { newId } from "../ids.ts";
import type { Log } from "../log/log.ts";
import { createOutage, type Outage } from "../log/outage.ts";
import { holdLease, unlock } from "./lease.ts";
import { type QueueRunner, startRunner } from "./runner.ts";

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

const RESTART_PAUSE_MS = 500;

/** Starts working on the queue as the system role. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { db, log, isAlone } = options;
  // graphile-worker locks jobs under the name of its pool, not under those of the pool's workers.
  const lockNames = new Set<string>();
  const lease = await holdLease({ db, log, processId: newId(), lockNames, takeAll: isAlone });
  const runners = await keepRunning(options, lockNames);
  return {
    stop: async () => {
      await runners.stop().finally(() => lease.release());
    },
  };
}

/**
 * Keeps a runner on the queue. Once a statement of a runner failed, it is not known any more which jobs it holds, and
 * graphile-worker itself gives up when it cannot write down that a job is done: another one takes its place at once,
 * and what the first still holds is given back when its last job has ended.
 */
async function keepRunning(options: WorkerOptions, lockNames: Set<string>): Promise<{ stop(): Promise<void> }> {
  const { db, log } = options;
  const stopping = new AbortController();
  const outage = createOutage(log, { failing: "queue.database_away", over: "queue.database_back" });
  const begin = async () => {
    const runner = await startRunner(options);
    lockNames.add(runner.lockName);
    return runner;
  };
  const giveBack = async (runner: QueueRunner) => {
    await runner.retire();
    await untilDone(() => unlock(db.system, [runner.lockName]), stopping.signal, outage);
    lockNames.delete(runner.lockName);
  };

  let current = await begin();
  const watch = (async () => {
    for (;;) {
      await current.broken;
      if (stopping.signal.aborted) return;
      log.warn("queue.runner_broken");
      void giveBack(current);
      await pause(RESTART_PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      await untilDone(
        async () => {
          current = await begin();
        },
        stopping.signal,
        outage,
      );
      if (stopping.signal.aborted) return;
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      const known = current;
      await known.stop();
      await watch;
      // It was being begun meanwhile.
      if (current !== known) await current.stop();
    },
  };
}

/** Tries again and again, until it succeeds or nobody needs it any more. Never rejects. */
async function untilDone(work: () => Promise<void>, signal: AbortSignal, outage: Outage): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
      return outage.over();
    } catch (error) {
      outage.failed(error);
      await pause(RESTART_PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
