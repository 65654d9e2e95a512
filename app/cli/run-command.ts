import { describeFailure } from "./describe-failure.ts";
import { printFailure, printReport, type Report } from "./report.ts";
import { createTool, type Tool } from "./tool.ts";

/** What the commands of `program.ts` hand their work to. */
export type RunCommand = (work: (tool: Tool) => Promise<Report>) => Promise<void>;

// How long what runs may take to end after SIGINT. A transaction that is cut off rolls back.
const CLOSE_WITHIN_MS = 5_000;

/** Runs one command's work, prints what it has to say, and closes what it opened. Resolves with the exit code. */
export async function runCommand(
  { org, isOrgGiven, json = false }: { org: string; isOrgGiven: boolean; json?: boolean },
  work: (tool: Tool) => Promise<Report>,
  /** Printed with the stack when somebody is debugging. */
  chatter: readonly string[],
): Promise<number> {
  const tool = createTool({ orgCode: org, isOrgGiven });
  const isInterrupted = endOnSignals(tool);
  try {
    const report = await work(tool);
    await printReport(report, json);
    if (report.note !== undefined) await printFailure(report.note);
    await tool.close();
    if (report.failure === undefined) return 0;
    await printFailure(report.failure);
  } catch (error) {
    // Interrupted, things fail because they were closed: `endOnSignals` ends the process.
    if (isInterrupted()) return new Promise(() => undefined);
    await printFailure(describeFailure(error));
    if (await isDebugging(tool)) {
      await printFailure([...chatter, error instanceof Error ? error.stack : ""].join("\n"));
    }
    await tool.close().catch(() => undefined);
  }
  return 1;
}

/**
 * The first signal closes what is open, a second one ends at once; the exit code is the shell's for that signal.
 * Returns whether there was one.
 */
function endOnSignals(tool: Tool): () => boolean {
  let isInterrupted = false;
  for (const [signal, code] of [["SIGINT", 130] as const, ["SIGTERM", 143] as const]) {
    process.on(signal, () => {
      if (isInterrupted) process.exit(code);
      isInterrupted = true;
      const end = () => process.exit(code);
      setTimeout(end, CLOSE_WITHIN_MS);
      tool.close().then(end, end);
    });
  }
  return () => isInterrupted;
}

async function isDebugging(tool: Tool): Promise<boolean> {
  const level = await tool.environment().then(
    (environment) => environment.LOG_LEVEL,
    () => undefined,
  );
  return level === "debug" || level === "trace";
}
