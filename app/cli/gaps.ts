import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";

/** When channels could not be heard, and what was made good. */
export function addGapsCommand(program: Command, run: RunCommand): void {
  program
    .command("gaps")
    .description(
      "lists the times in which a channel could not be heard, why, and what was recovered of what was said meanwhile",
    )
    .option("--since <time>", "only what ended since, such as 2026-03-01 or 2026-03-01T08:00:00Z")
    .action((options: { since?: string }) =>
      run(async (tool) => (await import("./gaps/show-gaps.ts")).showGaps(tool, options)),
    );
}
