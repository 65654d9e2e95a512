import { type Command, InvalidArgumentError } from "commander";
import type { RunCommand } from "./run-command.ts";

export function addConductCommands(program: Command, run: RunCommand): void {
  const conduct = program.command("conduct").description("what may not be said to customers");
  conduct
    .command("dry-run")
    .description(
      "checks messages that went out against the list of prohibited claims as it is set now, and lists those that it " +
        "would hold. Nothing is changed.",
    )
    .option("--days <number>", "how far back", readDays, 30)
    .action(({ days }: { days: number }) =>
      run(async (tool) => {
        const { showDryRun } = await import("./conduct/show-dry-run.ts");
        return showDryRun(tool, days);
      }),
    );
}

function readDays(text: string): number {
  const days = Number(text);
  if (!(days > 0 && days <= 3660)) throw new InvalidArgumentError("It is a number of days, such as 30.");
  return days;
}
