import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";
import { table } from "./table.ts";
import { byCli } from "./tool.ts";

/** What an organisation keeps of its customers in fields of its own. */
export function addFieldCommands(program: Command, run: RunCommand): void {
  const field = program.command("field").description("fields of your own that customers have");
  field
    .command("add")
    .description("adds a field, which /customer shows, sets and finds customers by")
    .argument("<name>", "one word, such as account_manager")
    .requiredOption("--type <type>", "text, number, date or choice")
    .option("--choices <list>", "what may be chosen, with commas between")
    .option("--label-en <label>", "what people read in English; the name by default")
    .option("--label-zh <label>", "what people read in Chinese; the name by default")
    .action((name: string, options: { type: string; choices?: string; labelEn?: string; labelZh?: string }) =>
      run(async (tool) => {
        const { addCustomField } = await import("../../domain/customers/custom-fields.ts");
        const { type, choices, ...labels } = options;
        const listed = choices === undefined ? [] : choices.split(/[,，]/).map((one) => one.trim());
        const input = { name, type, choices: listed.filter(Boolean), ...labels };
        const added = await tool.inOrganization((scope) => addCustomField(scope, byCli, input));
        return { json: added, text: `Customers have the field ${added.name} now: /customer set ${added.name} VALUE` };
      }),
    );
  field
    .command("list")
    .description("lists the fields in use")
    .action(() =>
      run(async (tool) => {
        const { listCustomFields } = await import("../../domain/customers/custom-fields.ts");
        const fields = await tool.inOrganization(listCustomFields);
        const rows = fields.map((one) => [
          one.name,
          one.type,
          one.label_en,
          one.label_zh,
          one.choices.join(", ") || null,
        ]);
        return {
          json: fields,
          text: table(["name", "type", "English", "Chinese", "choices"], rows, "There are no fields."),
        };
      }),
    );
  field
    .command("retire")
    .description("takes a field out of use; what is kept in it stays")
    .argument("<name>", "as the list shows it")
    .action((name: string) =>
      run(async (tool) => {
        const { retireCustomField } = await import("../../domain/customers/custom-fields.ts");
        await tool.inOrganization((scope) => retireCustomField(scope, byCli, { name, at: tool.clock.now() }));
        return { json: { name, retired: true }, text: `The field ${name} is out of use; its values are kept.` };
      }),
    );
}
