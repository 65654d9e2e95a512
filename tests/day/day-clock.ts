import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../../infra/clock.ts";

/** A clock that runs faster than the machine's, and stands still while it is told to. */
export interface DayClock extends Clock {
  /** Simulated milliseconds of one real millisecond. */
  readonly speed: number;
  readonly startsAt: Date;
  /** Waits so many simulated minutes; longer where the clock stands. Rejects when `signal` aborts. */
  minutes(count: number, signal?: AbortSignal): Promise<void>;
  stop(): void;
  goOn(): void;
  /** Where it stands now, and how fast it runs: what the database needs to follow it. */
  anchor(): { simulated: Date; real: Date; speed: number };
}

/** A Tuesday on which no clocks change in London or Shanghai: 15:00 there, 07:00 here. */
const DAY = new Date("2026-03-10T07:00:00Z");
const LOOK_EVERY_MS = 5;

/** Stands at the beginning of the day until it is told to go on. */
export function createDayClock(speed: number): DayClock {
  let simulated = DAY.getTime();
  let since: number | null = null;
  const now = () => simulated + (since === null ? 0 : (Date.now() - since) * speed);
  return {
    speed,
    startsAt: DAY,
    now: () => new Date(now()),
    minutes: async (count, signal) => {
      const until = now() + count * 60_000;
      while (now() < until) {
        const leftMs = since === null ? LOOK_EVERY_MS : (until - now()) / speed;
        await pause(Math.max(1, Math.min(leftMs, 50)), undefined, signal ? { signal } : {});
      }
    },
    stop: () => {
      simulated = now();
      since = null;
    },
    goOn: () => {
      since ??= Date.now();
    },
    anchor: () => ({ simulated: new Date(now()), real: new Date(), speed: since === null ? 0 : speed }),
  };
}
