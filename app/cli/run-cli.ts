import { Console } from "node:console";
import { Writable } from "node:stream";
import { CommanderError } from "commander";
import { describeFailure } from "./describe-failure.ts";
import { createProgram } from "./program.ts";
import { printFailure, printReport, type Report } from "./report.ts";
import { createTool, type Tool } from "./tool.ts";

/** Runs one command; `program.ts` hands each command's work to this. */
export type RunCommand = (work: (tool: Tool) => Promise<Report>) => Promise<void>;

// How long what runs may take to end after SIGINT. A transaction that is cut off rolls back.
const CLOSE_WITHIN_MS = 5_000;
const MAX_KEPT_LINES = 100;

/** The whole command line: parses, runs, prints, closes, and ends the process with the exit code. */
export async function runCli(args: string[]): Promise<void> {
  // A reader that stops reading (`| head`) is no failure.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  const chatter = keepConsoleQuiet();
  let exitCode = 0;
  const program = createProgram(async (work) => {
    exitCode = await runCommand(program.opts(), program.getOptionValueSource("org") === "cli", work, chatter);
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

async function runCommand(
  { org, json = false }: { org: string; json?: boolean },
  isOrgGiven: boolean,
  work: (tool: Tool) => Promise<Report>,
  chatter: readonly string[],
): Promise<number> {
  const interrupt = new AbortController();
  const tool = createTool({ orgCode: org, isOrgGiven, interrupted: interrupt.signal });
  endOnSignals(tool, interrupt);
  try {
    const report = await work(tool);
    await printReport(report, json);
    await tool.close();
    if (report.failure === undefined) return 0;
    await printFailure(report.failure);
  } catch (error) {
    // Interrupted, things fail because they were closed: `endOnSignals` ends the process.
    if (interrupt.signal.aborted) return new Promise(() => undefined);
    await printFailure(describeFailure(error));
    if (await isDebugging(tool)) {
      await printFailure([...chatter, error instanceof Error ? error.stack : ""].join("\n"));
    }
    await tool.close().catch(() => undefined);
  }
  return 1;
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

/** The first signal closes what is open, a second one ends at once; the exit code is the shell's for that signal. */
function endOnSignals(tool: Tool, interrupt: AbortController): void {
  const codes = { SIGINT: 130, SIGTERM: 143 } as const;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (interrupt.signal.aborted) process.exit(codes[signal]);
      interrupt.abort();
      setTimeout(() => process.exit(codes[signal]), CLOSE_WITHIN_MS);
      tool.close().then(
        () => process.exit(codes[signal]),
        () => process.exit(codes[signal]),
      );
    });
  }
}

async function isDebugging(tool: Tool): Promise<boolean> {
  const level = await tool.environment().then(
    (environment) => environment.LOG_LEVEL,
    () => undefined,
  );
  return level === "debug" || level === "trace";
}
