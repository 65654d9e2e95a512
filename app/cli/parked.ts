import type { Command } from "commander";
import type { ParkedOptions } from "./parked/parked-options.ts";
import { readSince } from "./read-since.ts";
import type { RunCommand } from "./run-command.ts";

/** What arrived and could not be worked: it was put aside, and somebody decides. */
export function addParkedCommands(program: Command, run: RunCommand): void {
  const parked = program
    .command("parked")
    .description("what arrived, failed each time it was worked, and was put aside so that its chat could go on");
  const choice = (command: Command) =>
    command
      .option("--channel <name>", "only of this channel, by name or id")
      .option("--since <when>", "only what arrived since: 2026-03-01, 2026-03-01T08:00Z, 36h, 7d", readSince);
  choice(parked.command("list"))
    .description("lists it with why, the oldest first, without what was written")
    .action((options: ParkedOptions) =>
      run(async (tool) => (await import("./parked/list-parked.ts")).listParked(tool, options)),
    );
  parked
    .command("show")
    .description("prints one with what the platform sent; the look is kept in the audit log")
    .argument("<number>", "as parked list shows it")
    .requiredOption("--as <email>", "who looks: a lead, manager, administrator or compliance officer")
    .action((number: string, options: { as: string }) =>
      run(async (tool) => (await import("./parked/show-parked.ts")).showParked(tool, number, options.as)),
    );
  choice(parked.command("retry"))
    .description("works it once more, at its own place in its chat and with its own time; answers come late")
    .argument("[numbers...]", "as parked list shows them")
    .option("--all", "everything that --channel and --since leave")
    .action((numbers: string[], options: ParkedOptions) =>
      run(async (tool) => (await import("./parked/retry-parked.ts")).retryChosen(tool, numbers, options)),
    );
  parked
    .command("drop")
    .description("gives it up for good, with the reason; it is kept as it came")
    .argument("<numbers...>", "as parked list shows them")
    .requiredOption("--reason <words>", "why, for the record")
    .action((numbers: string[], { reason }: { reason: string }) =>
      run(async (tool) => (await import("./parked/drop-parked.ts")).dropChosen(tool, numbers, reason)),
    );
}
