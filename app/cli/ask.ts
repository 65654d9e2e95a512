import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";

export function addAskCommand(program: Command, run: RunCommand): void {
  program
    .command("ask")
    .description("what the bot would answer, with its sources and how sure it is")
    .argument("<question>", "in Chinese or English")
    .option("--kb <name>", "only from this knowledge base (default: all)")
    .action((question: string, { kb }: { kb?: string }) =>
      run(async (tool) => {
        const { askKnowledge } = await import("./knowledge/ask-knowledge.ts");
        return askKnowledge(tool, question, kb);
      }),
    );
}
