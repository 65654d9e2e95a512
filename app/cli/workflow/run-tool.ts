import { stopExecutions } from "../../../domain/growth/workflow/execution.ts";
import { startByHand } from "../../../domain/growth/workflow/start-execution.ts";
import type { Report } from "../report.ts";
import { byCli, type Tool } from "../tool.ts";
import { everyTarget, lockNamed, requireTarget, requireWorkflow } from "./find-named.ts";

/** Lets a customer or lead begin a workflow. */
export async function runTool(tool: Tool, word: string, who: string): Promise<Report> {
  const by = { by: byCli, at: tool.clock.now() };
  const { name, execution } = await tool.inOrganization(async (scope) => {
    const target = await requireTarget(scope, who);
    const workflow = await lockNamed(scope, word);
    return { name: workflow.name, execution: await startByHand(scope, workflow, target, by) };
  });
  const text = execution ? `${who} begins ${name} within a minute.` : `${who} is in ${name} already.`;
  return { json: { name, who, execution: execution?.id ?? null, isNew: execution !== null }, text };
}

/** Ends a workflow for a customer or lead. */
export async function stopTool(tool: Tool, word: string, who: string): Promise<Report> {
  const by = { by: byCli, at: tool.clock.now() };
  const { name, stopped } = await tool.inOrganization(async (scope) => {
    const workflow = await requireWorkflow(scope, word);
    const targets = await everyTarget(scope, await requireTarget(scope, who));
    return { name: workflow.name, stopped: await stopExecutions(scope, workflow, targets, by) };
  });
  const text = stopped > 0 ? `${name} is stopped for ${who}.` : `${who} is not in ${name}.`;
  return { json: { name, who, stopped }, text };
}
