import { setTimeout as pause } from "node:timers/promises";

/**
 * Waits until `look` gives something other than null, undefined and false, and returns it. Fails after `withinMs` with
 * what was waited for.
 */
export async function waitFor<T>(
  what: string,
  look: () => T | Promise<T>,
  withinMs = 10_000,
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found as NonNullable<Exclude<T, false>>;
    if (performance.now() > deadline) throw new Error(`Waited ${withinMs} ms for ${what}`);
    await pause(10);
  }
}
