import { Console } from "node:console";
import { Writable } from "node:stream";
import { CommanderError } from "commander";
import { createProgram } from "./program.ts";
import { runCommand } from "./run-command.ts";

const MAX_KEPT_LINES = 100;

/** The whole command line: parses, runs, prints, closes, and ends the process with the exit code. */
export async function runCli(args: string[]): Promise<void> {
  // A reader that stops reading (`| head`) is no failure.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  const chatter = keepConsoleQuiet();
  let exitCode = 0;
  const program = createProgram(async (work) => {
    const isOrgGiven = program.getOptionValueSource("org") === "cli";
    exitCode = await runCommand({ ...program.opts<{ org: string; json?: boolean }>(), isOrgGiven }, work, chatter);
  });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    // Commander has printed its line already.
    if (!(error instanceof CommanderError)) throw error;
    exitCode = error.exitCode;
  }
  process.exit(exitCode);
}

/**
 * What libraries print (knex: each failed connection, to standard output) would stand between our lines: it is kept for
 * whoever asks with LOG_LEVEL=debug.
 */
function keepConsoleQuiet(): readonly string[] {
  const kept: string[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      if (kept.length < MAX_KEPT_LINES) kept.push(String(chunk).trimEnd());
      done();
    },
  });
  globalThis.console = new Console(sink);
  return kept;
}
