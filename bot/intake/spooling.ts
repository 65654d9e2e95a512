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
  /** Resolves at once, or when what is left in the spool, which is little, was stored or could not be, within a second. */
  nearlyEmpty(): Promise<void>;
  /** @throws UnavailableError when the spool is full or the disk fails or is too slow. */
  keep(arrivals: Required<Arrival>[]): Promise<void>;
  /** False once the disk did not take something, until it does again or may be tried again. */
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
const REMOVED_WITHIN_MS = 500;
const DRAIN_WITHIN_MS = 5_000;
/** So much is stored in an instant: for as long, webhooks wait for the database instead of adding to it. */
const LITTLE_BYTES = 256 * 1024;
/** And no longer: Slack gives up after three seconds, and the disk or the database must have its turn as well. */
const HOLD_BACK_MS = 1_000;
/** After so long the disk that did not take something is tried again: whoever was refused was asked to wait as long. */
const TRY_AGAIN_MS = 5_000;
const TELL_WITHIN_MS = 5_000;

export function createSpooling(deps: SpoolingDeps): Spooling {
  const { db, spool, clock, log, metrics, lookEveryMs = LOOK_EVERY_MS } = deps;
  const stopping = new AbortController();
  let tally = createOutageTally();
  let isOn = false;
  let refusedAtMs: number | null = null;
  /** What is being written, and is waited for. */
  const keeping = new Set<Promise<void>>();
  /** How many writes were given up and have not ended. */
  let late = 0;
  let heldBack: Promise<void> | null = null;
  let draining: Promise<void> = Promise.resolve();
  let isAdopting = false;
  let adopting: NodeJS.Timeout | undefined;

  const measure = () => {
    const { records, bytes } = spool.held();
    metrics.spoolRecords.set(records);
    metrics.spoolBytes.set(bytes);
  };
  /** Whether the disk alone has something that counts as stored. What was given up does not. */
  const holds = () => (late > 0 ? spool.held().bytes > 0 : spool.held().files > 0);
  const drainOldest = async (): Promise<void> => {
    const taken = await spool.takeOldest();
    if (!taken) return;
    const { arrivals, refused } = await drainFile(db, taken.records, DRAIN_WITHIN_MS);
    // It is stored: nobody waits for a disk that does not let it go.
    await within(REMOVED_WITHIN_MS, "removing what was stored", taken.done(refused)).catch((error: unknown) =>
      log.warn("spool.not_removed", { error }),
    );
    tally.add(arrivals);
    metrics.drained.inc(arrivals.length);
    if (refused.length > 0) log.error("spool.refused", { records: refused.length });
    refusedAtMs = null;
    measure();
  };
  /** The last step, during which nothing new comes: else a desk that is always written to would never be done. */
  const finish = (): Promise<void> => {
    const emptying = empty();
    heldBack = within(HOLD_BACK_MS, "emptying the spool", emptying)
      .catch(() => undefined)
      .finally(() => {
        heldBack = null;
      });
    return emptying;
  };
  const empty = async (): Promise<void> => {
    do {
      await Promise.allSettled(keeping);
      if (holds()) await drainOldest();
    } while (heldBack && (keeping.size > 0 || holds()));
    if (keeping.size === 0 && !holds()) isOn = false;
  };
  const drainAll = async (): Promise<void> => {
    while (spool.held().bytes > LITTLE_BYTES) {
      if (stopping.signal.aborted) return;
      await drainOldest();
    }
    await finish();
  };
  const drain = async (firstPauseMs: number): Promise<void> => {
    for (let pauseMs = firstPauseMs; isOn; pauseMs = lookEveryMs) {
      await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      await drainAll().catch((error: unknown) => log.warn("spool.waits", { ...spool.held(), error }));
      if (!isOn) break;
      await within(DISK_WITHIN_MS, "the spool's disk", spool.touch()).catch((error: unknown) =>
        log.warn("spool.not_touched", { error }),
      );
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
  const write = async (arrivals: Required<Arrival>[]): Promise<void> => {
    let hasEnded = false;
    const written = spool.append(arrivals.map(writeArrival)).finally(() => {
      hasEnded = true;
      measure();
    });
    await within(DISK_WITHIN_MS, "the spool's disk", written).catch((error: unknown) => {
      if (!hasEnded) giveUp(written);
      throw error;
    });
  };
  /** Nobody is told that it was kept; where it comes to the disk nevertheless it is stored with what else is there. */
  const giveUp = (written: Promise<void>) => {
    late += 1;
    const end = () => {
      late -= 1;
      if (spool.held().files > 0) begin(0);
    };
    written.then(end, end);
  };
  const adopt = async () => {
    if (isAdopting) return;
    isAdopting = true;
    try {
      if ((await spool.adopt()) > 0) begin(0);
      measure();
    } finally {
      isAdopting = false;
    }
  };

  return {
    isOn: () => isOn,
    begin: () => begin(lookEveryMs),
    nearlyEmpty: async () => {
      while (heldBack) await heldBack;
    },
    keep: async (arrivals) => {
      // What was given up still has its texts in memory: nothing is added to that.
      if (late > 0) throw new UnavailableError("the spool's disk does not answer");
      const writing = write(arrivals);
      keeping.add(writing);
      try {
        await writing;
        refusedAtMs = null;
        metrics.spooled.inc(arrivals.length);
      } catch (error) {
        refusedAtMs = clock.now().getTime();
        log.error("spool.not_kept", { ...spool.held(), error });
        throw error instanceof UnavailableError ? error : new UnavailableError("the spool cannot be written to", error);
      } finally {
        keeping.delete(writing);
      }
    },
    canKeep: () => late === 0 && (refusedAtMs === null || clock.now().getTime() - refusedAtMs >= TRY_AGAIN_MS),
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
