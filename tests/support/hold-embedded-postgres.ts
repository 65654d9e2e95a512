/**
 * A program: opens the embedded PostgreSQL as its first argument says, prints what came of it as one line of JSON,
 * and closes it when its standard input ends, which also happens when the process that started it is killed.
 */
import { rm } from "node:fs/promises";
import { openEmbeddedPostgres } from "../../infra/embedded-postgres/open-embedded-postgres.ts";
import { DeskhandError, errorMessage } from "../../infra/errors.ts";
import { createLog } from "../../infra/log/log.ts";
import type { HeldPostgres, HoldOptions } from "./spawn-embedded-postgres.ts";

const { removeAfter, ...options } = JSON.parse(process.argv[2] ?? "") as HoldOptions;

// Whoever started us may be gone before we have something to say; there is still a server to stop.
process.stdout.on("error", () => undefined);

try {
  const opened = await openEmbeddedPostgres({
    ...options,
    log: createLog("error"),
    onLost: (error) => print({ event: "lost", code: error.code, message: error.message }),
  });
  print({ event: "open", url: opened.url, startedByUs: opened.startedByUs });
  await new Promise((resolve) => {
    process.stdin.once("end", resolve).resume();
    process.once("SIGTERM", resolve);
  });
  await opened.close();
} catch (error) {
  print({
    event: "failed",
    code: error instanceof DeskhandError ? error.code : "unknown",
    message: errorMessage(error),
  });
}
if (removeAfter) await rm(options.dataDir, { recursive: true, force: true, maxRetries: 5 });
process.exit();

function print(line: HeldPostgres): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
