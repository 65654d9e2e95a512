import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";

export function addLeadCommands(program: Command, run: RunCommand): void {
  const lead = program.command("lead").description("people who may become customers");
  lead
    .command("import")
    .description(
      "imports leads from a .csv file (UTF-8) with columns of the table leads, in English or Chinese: external_ref, " +
        "contact_name 姓名, contact_phone 手机, contact_email 邮箱, contact_wechat 微信, company_name 公司, city 城市, " +
        "source_detail 来源, utm_source, … A row that was imported before is known by its external_ref, else by what it " +
        "says. Rows with errors are listed and written to FILE.errors.csv, the others imported; the command fails when " +
        "none could be.",
    )
    .argument("<file>", "a .csv file, UTF-8")
    .option("--dry-run", "shows the first rows and what would be imported, and changes nothing")
    .action((file: string, { dryRun = false }: { dryRun?: boolean }) =>
      run(async (tool) => {
        const { importLeads } = await import("./lead/import-leads.ts");
        return importLeads(tool, file, { dryRun });
      }),
    );
}
