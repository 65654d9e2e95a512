import { setTimeout as pause } from "node:timers/promises";

/** Far more than anything takes, also on a machine that is busy with other things: only a failure waits so long. */
const PATIENCE_MS = 30_000;
const LONGEST_PAUSE_MS = 50;

/**
 * Waits until `look` gives something other than null, undefined and false, and returns it. Fails after `withinMs` with
 * what was waited for.
 */
export async function waitFor<T>(
  what: string,
  look: () => T | Promise<T>,
  withinMs = PATIENCE_MS,
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = performance.now() + withinMs;
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found as NonNullable<Exclude<T, false>>;
    if (performance.now() > deadline) throw new Error(`Waited ${withinMs} ms for ${what}`);
    await pause(pauseMs);
  }
}
