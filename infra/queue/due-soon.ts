import { EventEmitter } from "node:events";

/** Beyond this a look for due jobs that comes up to a second late is not felt. */
const SOON_MS = 10_000;
/** The database's clock starts a little later than the timer. */
const MARGIN_MS = 5;

/** Jobs that become due within so long of each other share a timer, so that a thousand timers are the most. */
const GRAIN_MS = 10;

const listeners = new EventEmitter();
listeners.setMaxListeners(0);
const dueAt = new Map<number, number>();

/** Says in this process that a job becomes due in `inMs`. */
export function sayDueSoon(inMs: number): void {
  if (inMs > SOON_MS || listeners.listenerCount("due") === 0) return;
  const now = performance.now();
  const grain = Math.ceil((now + inMs + MARGIN_MS) / GRAIN_MS);
  const known = dueAt.get(grain);
  dueAt.set(grain, (known ?? 0) + 1);
  if (known !== undefined) return;
  const look = () => {
    const jobs = dueAt.get(grain);
    dueAt.delete(grain);
    listeners.emit("due", jobs);
  };
  setTimeout(look, grain * GRAIN_MS - now).unref();
}

/**
 * Calls `look` with how many jobs that this process has put off become due. Workers look by themselves each second only,
 * which is long beside a pause of some milliseconds. Returns how to end it.
 */
export function onDueSoon(look: (jobs: number) => void): () => void {
  listeners.on("due", look);
  return () => void listeners.off("due", look);
}
