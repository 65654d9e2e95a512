import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";

export function addAnswerCommands(program: Command, run: RunCommand): void {
  const answer = program.command("answer").description("what customers were answered, and what it was made from");

  answer
    .command("show")
    .description(
      "shows a stored answer whole: question, the lines before it, the texts it was given with versions and scores and who " +
        "found them, prompt, model, settings, what the model wrote and what each check said",
    )
    .argument("<id>", "as kb answers prints it")
    .action((id: string) =>
      run(async (tool) => {
        const { showAnswer } = await import("./answer/show-answer.ts");
        return showAnswer(tool, id);
      }),
    );

  answer
    .command("replay")
    .description(
      "gives a stored answer again from what was stored of it, without a search or a model, and says whether it is what was " +
        "sent; exit code 1 when it is not",
    )
    .argument("<id>", "as kb answers prints it")
    .action((id: string) =>
      run(async (tool) => {
        const { replayStored } = await import("./answer/replay-stored.ts");
        return replayStored(tool, id);
      }),
    );
}
