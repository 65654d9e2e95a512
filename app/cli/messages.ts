import { type Command, InvalidArgumentError } from "commander";
import type { RunCommand } from "./run-command.ts";

/** Months of messages: what there is, what is taken out of the table, and what is brought back. */
export function addMessagesCommands(program: Command, run: RunCommand): void {
  const messages = program.command("messages").description("the months that messages are kept in");
  messages
    .command("months")
    .description("lists the months with how many messages of all organisations each holds, its size, and where it is")
    .action(() =>
      run(async (tool) => {
        const { listMonths } = await import("./messages/list-months.ts");
        return listMonths(tool);
      }),
    );
  messages
    .command("archive")
    .description(
      "takes the months before one out of the table, of all organisations. They are kept in the schema deskhand_archive; " +
        "--to also writes each to a file with its SHA-256. Refuses what is under legal hold and what is younger than " +
        "messages.keep_months of any organisation.",
    )
    .requiredOption("--before <month>", "the first month that stays, such as 2024-01", readMonth)
    .option("--to <folder>", "writes each month into this folder, and reads it back")
    .option("--drop", "removes each month from the database once its file was read back and is right (needs --to)")
    .action((options: { before: string; to?: string; drop?: boolean }) =>
      run(async (tool) => {
        const { archiveMonths } = await import("./messages/archive-months.ts");
        return archiveMonths(tool, options);
      }),
    );
  messages
    .command("attach")
    .description("brings a month back that was archived")
    .argument("<month>", "such as 2023-05", readMonth)
    .option("--from <file>", "the file that it was written to, where it was removed from the database")
    .action((month: string, { from }: { from?: string }) =>
      run(async (tool) => {
        const { attachMonth } = await import("./messages/attach-month.ts");
        return attachMonth(tool, month, from ?? null);
      }),
    );
}

function readMonth(text: string): string {
  if (!/^20\d\d-(0[1-9]|1[0-2])$/.test(text)) throw new InvalidArgumentError("A month is written as 2024-01.");
  return text;
}
