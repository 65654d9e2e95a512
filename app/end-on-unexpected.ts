import type { EventEmitter } from "node:events";
import type { Log } from "../infra/log/log.ts";

/** Node's names of what nobody handled. */
const UNEXPECTED = ["uncaughtException", "unhandledRejection"] as const;

/**
 * Ends the process in good order when something fails that nobody handles: what state it is in is not known any more, and
 * whoever starts it again goes on where it was. Node itself would end it at once, and print what stood in the error.
 * `stop` is given the exit code; `from` is the process.
 */
export function endOnUnexpected(from: Pick<EventEmitter, "on">, log: Log, stop: (exitCode: number) => void): void {
  for (const kind of UNEXPECTED) {
    from.on(kind, (error: unknown) => {
      log.error("process.unexpected", { kind, error });
      stop(1);
    });
  }
}
