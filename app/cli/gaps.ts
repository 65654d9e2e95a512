import type { Command } from "commander";
import { readSince, type Since } from "./read-since.ts";
import type { RunCommand } from "./run-command.ts";

/** When channels could not be heard, and what was made good. */
export function addGapsCommand(program: Command, run: RunCommand): void {
  program
    .command("gaps")
    .description(
      "lists the times in which a channel could not be heard, why, and what was recovered of what was said meanwhile",
    )
    .option("--since <when>", "only what ended since: 2026-03-01, 2026-03-01T08:00Z, 36h, 7d", readSince)
    .action((options: { since?: Since }) =>
      run(async (tool) => (await import("./gaps/show-gaps.ts")).showGaps(tool, options)),
    );
}
