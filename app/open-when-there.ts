import { setTimeout as pause } from "node:timers/promises";
import type { Environment } from "../infra/config/environment.ts";
import { isPassingTrouble } from "../infra/db/passing-trouble.ts";
import type { DeskhandError } from "../infra/errors.ts";
import type { Log } from "../infra/log/log.ts";
import { describeFailure } from "./cli/describe-failure.ts";
import { openWaitingRoom } from "./http/waiting-room.ts";
import { type OpenDatabase, openDatabase } from "./open-database.ts";

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;
const SAY_EVERY_MS = 60_000;

/**
 * Opens the database once it can be reached, as a server of its own may start later than we do: meanwhile we live and are
 * not ready, and standard error says what is waited for. Null when `signal` aborted before.
 * @throws what waiting does not mend: a wrong password, a schema that is newer, an embedded database that does not start.
 */
export async function openWhenThere(
  environment: Environment,
  log: Log,
  { onLost, signal }: { onLost: (error: DeskhandError) => void; signal: AbortSignal },
): Promise<OpenDatabase | null> {
  const isEmbedded = !environment.DATABASE_URL && !environment.DATABASE_APP_URL;
  let room: Awaited<ReturnType<typeof openWaitingRoom>> | null = null;
  let saidAt = Number.NEGATIVE_INFINITY;
  try {
    for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        return await openDatabase(environment, log, "server", onLost);
      } catch (error) {
        if (isEmbedded || !isPassingTrouble(error)) throw error;
        log.warn("database.awaited", { error });
        if (performance.now() - saidAt > SAY_EVERY_MS) {
          saidAt = performance.now();
          process.stderr.write(`${describeFailure(error)} Waiting for it.\n`);
        }
        room ??= await openWaitingRoom(environment, log, "the database cannot be reached");
        await pause(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
    return null;
  } finally {
    await room?.close();
  }
}
