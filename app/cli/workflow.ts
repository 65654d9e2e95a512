import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";

const WHO = "CUST_00042, another system's number such as crm:881, or a lead such as L12";

/** What happens by itself with customers and leads, step by step. */
export function addWorkflowCommands(program: Command, run: RunCommand): void {
  const workflow = program.command("workflow").description("what happens by itself with customers, step by step");
  workflow
    .command("add")
    .description(
      "adds a workflow from a .json file (docs/workflows.md): name, trigger, nodes, edges. It does nothing until somebody " +
        "other than its author approves it with /approve and it is activated.",
    )
    .argument("<file>", "a .json file, UTF-8")
    .requiredOption("--author <email>", "who wrote it: a manager or compliance officer")
    .action((file: string, { author }: { author: string }) =>
      run(async (tool) => (await import("./workflow/add-from-file.ts")).addFromFile(tool, file, author)),
    );
  workflow
    .command("list")
    .description("lists workflows, those at work first")
    .action(() => run(async (tool) => (await import("./workflow/show-workflows.ts")).showWorkflows(tool)));
  workflow
    .command("show")
    .description("shows a workflow with its steps, and how many are where in it")
    .argument("<name>", "the name of the workflow")
    .action((name: string) => run(async (tool) => (await import("./workflow/show-workflows.ts")).showOne(tool, name)));
  for (const [act, description] of [
    ["activate", "lets an approved workflow begin and go on"],
    ["deactivate", "stops it for now: nobody begins it, and who is in it stays where they are"],
  ] as const) {
    workflow
      .command(act)
      .description(description)
      .argument("<name>", "the name of the workflow")
      .action((name: string) =>
        run(async (tool) => (await import("./workflow/move-tool.ts")).moveTool(tool, name, act)),
      );
  }
  addExecutionCommands(workflow, run);
}

function addExecutionCommands(workflow: Command, run: RunCommand): void {
  workflow
    .command("run")
    .description("lets a customer or lead begin an active workflow")
    .argument("<name>", "the workflow's name")
    .argument("<who>", WHO)
    .action((name: string, who: string) =>
      run(async (tool) => (await import("./workflow/run-tool.ts")).runTool(tool, name, who)),
    );
  workflow
    .command("executions")
    .description("lists the workflows that a customer or lead is in or was in, with each step")
    .argument("<who>", WHO)
    .action((who: string) =>
      run(async (tool) => (await import("./workflow/show-executions.ts")).showExecutions(tool, who)),
    );
  workflow
    .command("stop")
    .description("ends a workflow for a customer or lead")
    .argument("<name>", "the workflow's name")
    .argument("<who>", WHO)
    .action((name: string, who: string) =>
      run(async (tool) => (await import("./workflow/run-tool.ts")).stopTool(tool, name, who)),
    );
}
