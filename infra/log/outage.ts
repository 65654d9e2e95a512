import type { Log } from "./log.ts";

export interface Outage {
  failed(error: unknown): void;
  /** It worked. Says nothing where nothing had failed. */
  over(): void;
}

const SAY_EVERY_MS = 60_000;

/**
 * Tells in the log of something that is tried again and again: its first failure, then once a minute with how many there
 * were, and its end. Each attempt of its own would bury what else an outage does.
 */
export function createOutage(
  log: Log,
  events: { failing: string; over: string },
  now = (): number => performance.now(),
): Outage {
  let current: { since: number; saidAt: number; failures: number } | null = null;
  return {
    failed: (error) => {
      const at = now();
      const isNew = current === null;
      current ??= { since: at, saidAt: at, failures: 0 };
      current.failures += 1;
      if (!isNew && at - current.saidAt < SAY_EVERY_MS) return;
      current.saidAt = at;
      log.warn(events.failing, { failures: current.failures, error });
    },
    over: () => {
      if (!current) return;
      log.info(events.over, { failures: current.failures, seconds: Math.round((now() - current.since) / 1000) });
      current = null;
    },
  };
}
