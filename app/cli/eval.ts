import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";

export function addEvalCommands(program: Command, run: RunCommand): void {
  const evaluate = program
    .command("eval")
    .description("measures how well questions are answered and what was said is remembered");
  evaluate
    .command("retrieval")
    .description(
      "asks every question of a file and prints recall@1, recall@5, MRR@10, abstention AUROC per kind, right decisions, " +
        "share answered and precision at the shipped threshold, and latency",
    )
    .requiredOption(
      "--queries <file>",
      'lines {"id", "query", "gold": [ID, …], "kind"?}; an empty gold must not be answered',
    )
    .option("--kb <name>", "only from this knowledge base (default: all)")
    .action(({ queries, kb }: { queries: string; kb?: string }) =>
      run(async (tool) => {
        const { evaluateKnowledge } = await import("./knowledge/evaluate-knowledge.ts");
        return evaluateKnowledge(tool, queries, kb);
      }),
    );
  evaluate
    .command("memory")
    .description(
      "searches every question in the past turns of its own dialogue, as recall does, and prints evidence recall@5 and " +
        "@10 by turn and by session; needs no database",
    )
    .requiredOption("--turns <file>", 'lines {"id", "conv", "session", "date"?, "speaker", "text"}, in order')
    .requiredOption("--queries <file>", 'lines {"conv", "query", "gold": [ID of a turn, …], "category"?}')
    .action((files: { turns: string; queries: string }) =>
      run(async () => {
        const { evaluateMemory } = await import("./memory/evaluate-memory.ts");
        return evaluateMemory(files);
      }),
    );
}
