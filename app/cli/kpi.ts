import { type Command, InvalidArgumentError } from "commander";
import type { RunCommand } from "./run-command.ts";

export function addKpiCommands(program: Command, run: RunCommand): void {
  const kpi = program.command("kpi").description("figures of staff, by day");
  kpi
    .command("compute")
    .description(
      "works out the days of staff again from what is recorded, as is done each night for the last seven days. Safe to " +
        "repeat: only what differs is written.",
    )
    .option("--from <day>", "the first day, such as 2026-03-01; seven days ago unless given", readDay)
    .option("--to <day>", "the last day; yesterday unless given", readDay)
    .action(({ from, to }: { from?: string; to?: string }) =>
      run(async (tool) => {
        const { computeDays } = await import("./kpi/compute-days.ts");
        return computeDays(tool, { from: from ?? null, to: to ?? null });
      }),
    );
}

function readDay(text: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(Number.NaN);
  // 2026-02-30 would be the 2nd of March.
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text || text < "2000-01-01") {
    throw new InvalidArgumentError("It is a day, such as 2026-03-01.");
  }
  return text;
}
