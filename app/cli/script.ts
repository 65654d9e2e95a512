import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";

export function addScriptCommands(program: Command, run: RunCommand): void {
  const script = program.command("script").description("approved wordings for staff");
  script
    .command("import")
    .description(
      "imports scripts from a .jsonl or .csv file with the columns of the table scripts (script_code, category, " +
        "subcategory, scenario, level, content_cn, content_en, purpose, follow_up, tags, stages, is_active, valid_from, " +
        "valid_to, created_by). Without an approver they wait for one. A changed text becomes the next version of its " +
        "code. Rows with errors are listed, the others imported; the command fails when none could be. A spreadsheet " +
        "(.xlsx) must be saved as CSV in UTF-8 first.",
    )
    .argument("<file>", "a .jsonl or .csv file, UTF-8")
    .option("--approved-by <email>", "a manager or compliance officer, who is not the author of any row")
    .action((file: string, { approvedBy }: { approvedBy?: string }) =>
      run(async (tool) => {
        const { importScripts } = await import("./script/import-scripts.ts");
        return importScripts(tool, file, approvedBy);
      }),
    );
}
