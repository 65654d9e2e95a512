import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { UnavailableError } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import type { Metrics } from "../../infra/metrics/metrics.ts";
import type { Spool } from "../../infra/spool/spool.ts";
import { within } from "../../infra/within.ts";
import { drainFile } from "./drain-file.ts";
import { writeArrival } from "./spooled-arrival.ts";
import type { Arrival } from "./store-receipts.ts";
import { createOutageTally, tellOfOutage } from "./tell-of-outage.ts";

/** Whether what comes goes to the disk, and what brings it from there to the database. */
export interface Spooling {
  isOn(): boolean;
  /** From now on everything goes to the spool, until that is empty again. */
  begin(): void;
  /** Resolves at once, or when what is left in the spool, which is little, was stored or could not be. */
  nearlyEmpty(): Promise<void>;
  /** @throws UnavailableError when the spool is full or the disk fails or is too slow. */
  keep(arrivals: Required<Arrival>[]): Promise<void>;
  /** False once the disk did not take something, until it does again. */
  canKeep(): boolean;
  /** Takes over what processes left that are gone, now and from time to time. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface SpoolingDeps {
  db: Database;
  spool: Spool;
  clock: Clock;
  log: Log;
  metrics: Pick<Metrics, "spoolRecords" | "spoolBytes" | "spooled" | "drained">;
  /** Between two looks whether the database is back. */
  lookEveryMs?: number;
}

const LOOK_EVERY_MS = 500;
const ADOPT_EVERY_MS = 15_000;
const DISK_WITHIN_MS = 1_000;
const DRAIN_WITHIN_MS = 5_000;
/** So much is stored in an instant: for as long, webhooks wait for the database instead of adding to it. */
const LITTLE_BYTES = 256 * 1024;
const LITTLE_WITHIN_MS = 1_500;
const TELL_WITHIN_MS = 5_000;

export function createSpooling(deps: SpoolingDeps): Spooling {
  const { db, spool, clock, log, metrics, lookEveryMs = LOOK_EVERY_MS } = deps;
  const stopping = new AbortController();
  let tally = createOutageTally();
  let isOn = false;
  let isFailing = false;
  let appending = 0;
  let ending: Promise<void> | null = null;
  let draining: Promise<void> = Promise.resolve();
  let adopting: NodeJS.Timeout | undefined;

  const measure = () => {
    const { records, bytes } = spool.held();
    metrics.spoolRecords.set(records);
    metrics.spoolBytes.set(bytes);
  };
  const drainOldest = async (withinMs: number): Promise<void> => {
    const taken = await spool.takeOldest();
    if (!taken) return;
    const { arrivals, refused } = await drainFile(db, taken.records, withinMs);
    await taken.done(refused);
    tally.add(arrivals);
    metrics.drained.inc(arrivals.length);
    if (refused.length > 0) log.error("spool.refused", { records: refused.length });
    measure();
  };
  /** The last step, during which nothing new comes: else a desk that is always written to would never be done. */
  const finish = async (): Promise<void> => {
    let release = (): void => undefined;
    ending = new Promise((resolve) => {
      release = resolve;
    });
    try {
      while (spool.held().files > 0 || appending > 0) await drainOldest(LITTLE_WITHIN_MS);
      isOn = false;
    } finally {
      ending = null;
      release();
    }
  };
  const drainAll = async (): Promise<void> => {
    while (spool.held().bytes > LITTLE_BYTES) {
      if (stopping.signal.aborted) return;
      await drainOldest(DRAIN_WITHIN_MS);
    }
    await finish();
  };
  const drain = async (firstPauseMs: number): Promise<void> => {
    for (let pauseMs = firstPauseMs; isOn; pauseMs = lookEveryMs) {
      await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      await drainAll().catch((error: unknown) => log.warn("spool.waits", { ...spool.held(), error }));
      await spool.touch().catch((error: unknown) => log.warn("spool.not_touched", { error }));
    }
    const ended = tally;
    tally = createOutageTally();
    await within(TELL_WITHIN_MS, "telling managers", tellOfOutage(db, ended, clock)).catch((error: unknown) =>
      log.warn("spool.not_told", { error }),
    );
  };
  const begin = (firstPauseMs: number) => {
    if (isOn || stopping.signal.aborted) return;
    isOn = true;
    log.warn("spool.begun", { ...spool.held() });
    draining = draining.then(() => drain(firstPauseMs));
  };
  const adopt = async () => {
    if ((await spool.adopt()) > 0) begin(0);
    measure();
  };

  return {
    isOn: () => isOn,
    begin: () => begin(lookEveryMs),
    nearlyEmpty: async () => {
      while (ending) await ending;
    },
    keep: async (arrivals) => {
      appending += 1;
      const written = spool.append(arrivals.map(writeArrival)).finally(() => {
        appending -= 1;
        measure();
      });
      try {
        await within(DISK_WITHIN_MS, "the spool's disk", written);
        isFailing = false;
        metrics.spooled.inc(arrivals.length);
      } catch (error) {
        isFailing = true;
        log.error("spool.not_kept", { ...spool.held(), error });
        throw error instanceof UnavailableError ? error : new UnavailableError("the spool cannot be written to", error);
      }
    },
    canKeep: () => !isFailing,
    start: async () => {
      await adopt().catch((error: unknown) => log.error("spool.unreadable", { error }));
      adopting = setInterval(() => {
        adopt().catch((error: unknown) => log.error("spool.unreadable", { error }));
      }, ADOPT_EVERY_MS);
      adopting.unref();
    },
    close: async () => {
      stopping.abort();
      clearInterval(adopting);
      await draining;
      await spool.close();
    },
  };
}
