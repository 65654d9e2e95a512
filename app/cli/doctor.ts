import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";

export function addDoctorCommand(program: Command, run: RunCommand): void {
  program
    .command("doctor")
    .description(
      "checks every configured part (environment, database, disk, spool, clock, master key, queue, channels, services) and says, for " +
        "each, that it is fine or what to do. Changes nothing and writes to nobody; fails when something is wrong. " +
        "All organisations' channels are checked unless --org names one.",
    )
    .action(() =>
      run(async (tool) => {
        const { runChecks } = await import("./doctor/run-checks.ts");
        return runChecks(tool);
      }),
    );
}
