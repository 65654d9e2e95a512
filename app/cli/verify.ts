import { type Command, InvalidArgumentError } from "commander";
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

/** From when on, as of now. */
export type Since = (now: Date) => Date;

const HOUR_MS = 60 * 60_000;

function readSince(text: string): Since {
  const [, number, unit] = /^(\d{1,5})([hd])$/.exec(text) ?? [];
  if (number) return (now) => new Date(now.getTime() - Number(number) * (unit === "d" ? 24 : 1) * HOUR_MS);
  const isInstant = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text);
  const at = new Date(isInstant ? text : Number.NaN);
  if (Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError("It is a date, an instant with its zone, or hours or days: 36h, 7d.");
  }
  return () => at;
}
