import { Argument, type Command } from "commander";
import { type AnswersMode, answersModes } from "../../domain/conversations/answers-mode.ts";
import type { RunCommand } from "./run-command.ts";
import { table } from "./table.ts";
import { byCli } from "./tool.ts";

export function addBotCommands(program: Command, run: RunCommand): void {
  program
    .command("bot")
    .description(
      "sets what the bot may do: off (silent), suggest (drafts for staff, no automated word to customers), auto (answers). " +
        "Holds at once in every process, also for automated text that is queued. Without a mode, shows what is set.",
    )
    .addArgument(new Argument("[mode]", "what the bot may do").choices(answersModes))
    .argument("[channel]", "a channel or team by its name; the whole organisation when it is left out")
    .action((mode: AnswersMode | undefined, channel: string | undefined) =>
      run(async (tool) => {
        if (mode) {
          const { setAnswersMode } = await import("../../bot/desk/set-answers-mode.ts");
          const { label } = await tool.inOrganization((scope) => setAnswersMode(scope, byCli, mode, channel ?? ""));
          const place = label || "the whole organisation";
          return { json: { mode, place }, text: `The bot is set to ${mode} for ${place}.` };
        }
        const { loadSettings } = await import("../../domain/organisation/settings.ts");
        const settings = await tool.inOrganization(loadSettings);
        const set = [...settings].filter(([key]) => key.startsWith("answers.mode"));
        const rows = set.map(([key, value]) => [key, String(value)]);
        return {
          json: Object.fromEntries(set),
          text: table(["setting", "mode"], rows, "Nothing is set: auto everywhere."),
        };
      }),
    );
}
