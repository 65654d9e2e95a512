import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";
import { table } from "./table.ts";
import { byCli } from "./tool.ts";

/** Tags of customers, and those that they get by a rule. */
export function addTagCommands(program: Command, run: RunCommand): void {
  const tag = program.command("tag").description("tags of customers");
  addTagSet(tag, run);
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

interface TagOptions {
  color?: string;
  icon?: string;
  category?: string;
  description?: string;
  order?: string;
}

function addTagSet(tag: Command, run: RunCommand): void {
  tag
    .command("set")
    .description("says how a tag is shown and what it means; one that there is not is made")
    .argument("<tag>", "the tag's name")
    .option("--color <color>", "such as #1a73e8")
    .option("--icon <icon>", "a sign, such as an emoji")
    .option("--category <category>", "source, behavior, value, stage, need, tier, intention, risk or custom")
    .option("--description <text>", "what it means, one line")
    .option("--order <number>", "its place in lists, from 0")
    .action((name: string, { order, ...options }: TagOptions) =>
      run(async (tool) => {
        const { setTag } = await import("../../domain/customers/set-tag.ts");
        const wanted = { ...options, ...(order === undefined ? {} : { displayOrder: Number(order) }) };
        const done = await tool.inOrganization((scope) => setTag(scope, byCli, name, wanted));
        return { json: done, text: `${done.name}: ${done.changed.join(", ") || "nothing"} changed.` };
      }),
    );
  tag
    .command("list")
    .description("lists the tags")
    .action(() =>
      run(async (tool) => {
        const { listTags } = await import("../../domain/customers/set-tag.ts");
        const tags = await tool.inOrganization(listTags);
        const rows = tags.map((one) => [
          [one.icon, one.name].filter(Boolean).join(" "),
          one.category,
          one.color,
          one.description,
          one.customers,
        ]);
        return {
          json: tags,
          text: table(["tag", "category", "colour", "means", "customers"], rows, "There are no tags."),
        };
      }),
    );
}
