import { type Command, Option } from "commander";
import type { RetrievalOptions } from "./knowledge/evaluate-knowledge.ts";
import type { RunCommand } from "./run-command.ts";
import type { ClassifyOptions } from "./signals/evaluate-classifier.ts";

export function addEvalCommands(program: Command, run: RunCommand): void {
  const evaluate = program
    .command("eval")
    .description("measures how well questions are answered, messages are read and what was said is remembered");
  evaluate
    .command("retrieval")
    .description(
      "asks every question of a file and prints recall@1, recall@5, MRR@10, abstention AUROC per kind, right decisions, " +
        "share answered and precision at the shipped threshold, how often is asked back and has the right one among the " +
        "options, and latency",
    )
    .requiredOption(
      "--queries <file>",
      'lines {"id", "query", "gold": [ID, …], "kind"?}; an empty gold must not be answered',
    )
    .option(
      "--pairs <file>",
      'learn which FAQ is meant from lines {"a", "b", "label"} (1: both ask the same), for this run alone',
    )
    .option("--kb <name>", "only from this knowledge base (default: all)")
    .action((options: RetrievalOptions) =>
      run(async (tool) => {
        const { evaluateKnowledge } = await import("./knowledge/evaluate-knowledge.ts");
        return evaluateKnowledge(tool, options);
      }),
    );
  addClassify(evaluate, run);
  addMemory(evaluate, run);
  addSet(evaluate, run);
}

function addClassify(evaluate: Command, run: RunCommand): void {
  evaluate
    .command("classify")
    .description(
      "says what each text of a file is and prints accuracy, macro F1, F1 per label and, for two labels, AUROC; " +
        'lines {"text", "label", "split"?}',
    )
    .addOption(
      new Option("--task <task>", "what is read in the texts")
        .choices(["intent", "sentiment", "risk"])
        .makeOptionMandatory(),
    )
    .option(
      "--train <file>",
      "learn from these texts, for this run alone (rows with a split: only train); default: as shipped",
    )
    .requiredOption("--test <file>", "measure on these texts (rows with a split: only test)")
    .option("--positive <label>", "the label whose AUROC is printed (default: not ok, other, low, ham or negative)")
    .action((options: ClassifyOptions) =>
      run(async () => {
        const { evaluateClassifier } = await import("./signals/evaluate-classifier.ts");
        return evaluateClassifier(options);
      }),
    );
}

function addMemory(evaluate: Command, run: RunCommand): void {
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

function addSet(evaluate: Command, run: RunCommand): void {
  const set = evaluate
    .command("set")
    .description("the questions by which an FAQ that is drafted with /gaps is tried before it goes live");
  set
    .command("import")
    .description('adds questions; a question that is there already takes its new "gold"')
    .argument("<file>", 'lines {"id", "query", "gold": [ID, …]}; an empty gold must not be answered')
    .action((file: string) =>
      run(async (tool) => {
        const { importEvaluationSet } = await import("./knowledge/evaluation-set.ts");
        return importEvaluationSet(tool, file);
      }),
    );
  set
    .command("list")
    .description("prints what was imported")
    .action(() =>
      run(async (tool) => {
        const { showEvaluationSet } = await import("./knowledge/evaluation-set.ts");
        return showEvaluationSet(tool);
      }),
    );
  set
    .command("clear")
    .description("removes everything that was imported")
    .action(() =>
      run(async (tool) => {
        const { clearEvaluationSet } = await import("./knowledge/evaluation-set.ts");
        return clearEvaluationSet(tool);
      }),
    );
}
