import type { Command } from "commander";
import { readSince, type Since } from "./read-since.ts";
import type { RunCommand } from "./run-command.ts";

export function addVerifyCommand(program: Command, run: RunCommand): void {
  program
    .command("verify")
    .description(
      "reads what is stored and says whether everything holds that always holds: receipts and what became of them, answers, " +
        "the order of what was sent, counters, references (docs/reliability.md). Names what does not; exit code 1 when " +
        "there is something. Changes nothing.",
    )
    .option(
      "--since <when>",
      "only what was written from then on: a date, an instant, or so long ago (2026-11-26, 2026-11-26T08:00Z, 36h, 7d)",
      readSince,
    )
    .action(({ since }: { since?: Since }) =>
      run(async (tool) => {
        const { verifyTool } = await import("./verify/verify-tool.ts");
        return verifyTool(tool, since ?? null);
      }),
    );
}
