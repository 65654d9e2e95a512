import { type Command, InvalidArgumentError } from "commander";
import type { ExportOptions } from "./record/export-record.ts";
import type { RunCommand } from "./run-command.ts";

export function addRecordCommands(program: Command, run: RunCommand): void {
  const record = program.command("record").description("the record of what was said and done, for an examiner");
  record
    .command("export")
    .description(
      "writes every message, wording, note, held text, file and act of a customer or of some days as JSON and as pages " +
        "for people, with a manifest of SHA-256 sums. Note the sum of the manifest that it prints elsewhere.",
    )
    .requiredOption("--out <folder>", "a new or empty folder")
    .option("--customer <code>", "everything of one customer, such as CUST_00042")
    .option("--from <date>", "the first day, such as 2026-11-26, in the organisation's time zone")
    .option("--to <date>", "the last day (default: the first)")
    .option("--archives <folder>", "where files of archived months are now, if not where they were written")
    .action((options: ExportOptions) =>
      run(async (tool) => {
        const { exportRecord } = await import("./record/export-record.ts");
        return exportRecord(tool, options);
      }),
    );
  record
    .command("verify")
    .description(
      "names each file of an export that was changed, is missing or was put in; exit code 1 when there is one. Needs no " +
        "database.",
    )
    .argument("<folder>", "the folder of an export")
    .option("--manifest <sha256>", "the sum of the manifest that was noted when it was made", readSum)
    .action((folder: string, { manifest }: { manifest?: string }) =>
      run(async () => {
        const { verifyRecord } = await import("./record/verify-record.ts");
        return verifyRecord(folder, manifest ?? null);
      }),
    );
}

function readSum(text: string): string {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new InvalidArgumentError("It is 64 of 0-9 and a-f.");
  return text.toLowerCase();
}
