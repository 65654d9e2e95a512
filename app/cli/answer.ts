import type { Command } from "commander";
import type { ImpactOptions } from "./answer/show-impact.ts";
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

  answer
    .command("impact")
    .description(
      "lists who was told an FAQ or a document, when, in which conversation and through which channel, and whether it was " +
        "corrected since; with a draft, a correction for each chat waits for approval. Running it again drafts nothing twice",
    )
    .argument("<reference>", "the id of its import, or its title; with @VERSION only that version")
    .option("--draft <text>", "what to tell each of them")
    .option("--draft-file <file>", "the same from a file")
    .option("--language <language>", "only who was answered in it: zh or en")
    .action((reference: string, options: ImpactOptions) =>
      run(async (tool) => {
        const { showImpact } = await import("./answer/show-impact.ts");
        return showImpact(tool, reference, options);
      }),
    );
}
