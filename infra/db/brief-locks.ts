import { setTimeout } from "node:timers/promises";
import { UnavailableError } from "../errors.ts";
import { errorCode } from "./error-code.ts";

/** Below a second, after which the server looks for deadlocks: it is we who give way, never the work that goes on. */
export const WAITS_FOR = "400ms";
const TRIES = 60;
const PAUSE_MS = 500;

/**
 * Does what locks a table that others work on: it is to wait for its locks no longer than `WAITS_FOR` (the caller sets
 * `lock_timeout`), so that nobody waits long behind it, and is done again when it did not get them.
 * @throws UnavailableError with `whenBusy` after half a minute.
 */
export async function withBriefLocks<T>(work: () => Promise<T>, whenBusy: string): Promise<T> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isLocked(error)) throw error;
      await setTimeout(PAUSE_MS);
    }
  }
  throw new UnavailableError(whenBusy);
}

function isLocked(error: unknown): boolean {
  return ["55P03", "40P01"].includes(errorCode(error) ?? "");
}
