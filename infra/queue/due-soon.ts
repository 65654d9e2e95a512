import { EventEmitter } from "node:events";

/** Beyond this a look for due jobs that comes up to a second late is not felt. */
const SOON_MS = 10_000;
/** The database's clock starts a little later than the timer. */
const MARGIN_MS = 5;

const listeners = new EventEmitter();
listeners.setMaxListeners(0);

/** Says in this process that a job becomes due in `inMs`. */
export function sayDueSoon(inMs: number): void {
  if (inMs > SOON_MS || listeners.listenerCount("due") === 0) return;
  setTimeout(() => listeners.emit("due"), inMs + MARGIN_MS).unref();
}

/**
 * Calls `look` when a job that this process has put off becomes due. Workers look by themselves each second only, which is
 * long beside a pause of some milliseconds. Returns how to end it.
 */
export function onDueSoon(look: () => void): () => void {
  listeners.on("due", look);
  return () => void listeners.off("due", look);
}
