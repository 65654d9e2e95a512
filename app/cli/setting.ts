import { Argument, type Command } from "commander";
import type { RunCommand } from "./run-command.ts";
import { fields, table } from "./table.ts";
import { byCli } from "./tool.ts";

const key = () => new Argument("<key>", "the setting, such as sla.working_hours");

/** What the organisation has set. What each setting is stands in docs/settings.md. */
export function addSettingCommands(program: Command, run: RunCommand): void {
  const setting = program
    .command("setting")
    .description("shows and changes what the organisation has set; a change holds at once in every process");
  setting
    .command("list")
    .description("lists every setting with what holds now")
    .option("--category <category>", "only those whose keys begin so, such as sla")
    .action(({ category }: { category?: string }) =>
      run(async (tool) => {
        const { listSettings } = await import("./setting/list-settings.ts");
        const listed = await tool.inOrganization((scope) => listSettings(scope, category));
        const rows = listed.map((one) => [one.key, one.value ?? `${one.default} (default)`, one.takes]);
        return { json: listed, text: table(["setting", "holds", "takes"], rows, "There are none.") };
      }),
    );
  setting
    .command("get")
    .description("shows one setting: what holds, what it takes, and what a change touches")
    .addArgument(key())
    .action((typed: string) =>
      run(async (tool) => {
        const { describeSetting } = await import("./setting/list-settings.ts");
        const shown = await tool.inOrganization((scope) => describeSetting(scope, typed));
        return { json: shown, text: fields(shown) };
      }),
    );
  const change = (typed: string, value: string | null) =>
    run(async (tool) => {
      const { changeSetting } = await import("../../bot/settings/change-setting.ts");
      const { findSetting } = await import("../../bot/settings/find-setting.ts");
      const { showStandard, showValue } = await import("../../bot/settings/show-setting.ts");
      const found = findSetting(typed);
      const done = await tool.inOrganization((scope) => changeSetting(scope, byCli, found, value));
      const holds = done.after === null ? `${showStandard(found.entry, "en")} (the default)` : showValue(done.after);
      const json = { key: found.key, before: done.before, after: done.after, changed: done.isChanged };
      return { json, text: `${found.key} is ${holds}${done.isChanged ? " now" : " already"}.` };
    });
  setting
    .command("set")
    .description("changes a setting: text as it is, numbers, and lists and objects as JSON")
    .addArgument(key())
    .argument("<value>", "the value")
    .action(change);
  setting
    .command("reset")
    .description("takes a setting back to its default")
    .addArgument(key())
    .action((typed: string) => change(typed, null));
}
