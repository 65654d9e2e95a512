import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";
import { table } from "./table.ts";
import { byCli } from "./tool.ts";

/** Tags that customers get by a rule. */
export function addTagCommands(program: Command, run: RunCommand): void {
  const tag = program.command("tag").description("tags of customers");
  const rule = tag.command("rule").description("tags that follow from a field: who has the value has the tag");
  const named = (name: string, description: string) =>
    rule
      .command(name)
      .description(description)
      .argument("<tag>", "the tag's name")
      .argument("<field>", "a field of customers, such as country, stage or one of your own")
      .argument("<value>", "the value that gives the tag");
  named("add", "adds a rule, and tags those who have the value already").action(
    (name: string, field: string, value: string) =>
      run(async (tool) => {
        const { addTagRule } = await import("../../domain/customers/tag-rules.ts");
        const today = tool.clock.now().toISOString().slice(0, 10);
        const wanted = { tag: name, field, value, today };
        const added = await tool.inOrganization((scope) => addTagRule(scope, byCli, wanted));
        return {
          json: added,
          text: `Whoever has ${added.field} = ${added.value} has the tag ${added.tag}: ${added.tagged} now.`,
        };
      }),
  );
  named("remove", "ends a rule, with the tags that it gave").action((name: string, field: string, value: string) =>
    run(async (tool) => {
      const { removeTagRule } = await import("../../domain/customers/tag-rules.ts");
      await tool.inOrganization((scope) => removeTagRule(scope, byCli, { tag: name, field, value }));
      return { json: { tag: name, field, value, removed: true }, text: `The rule for the tag ${name} has ended.` };
    }),
  );
  rule
    .command("list")
    .description("lists the rules")
    .action(() =>
      run(async (tool) => {
        const { listTagRules } = await import("../../domain/customers/tag-rules.ts");
        const rules = (await tool.inOrganization(listTagRules)).map(({ tag, field, value }) => ({ tag, field, value }));
        const rows = rules.map((one) => [one.tag, one.field, one.value]);
        return { json: rules, text: table(["tag", "field", "value"], rows, "There are no rules.") };
      }),
    );
}
