import { stateOfWorkflow, stepLines, stepReason, triggerDetail } from "../../../bot/growth/workflow/workflow-report.ts";
import { countExecutionsOf } from "../../../domain/growth/workflow/execution.ts";
import { listWorkflows, triggerOf, type Workflow } from "../../../domain/growth/workflow/workflow.ts";
import type { Report } from "../report.ts";
import { fields, minute, table } from "../table.ts";
import type { Tool } from "../tool.ts";
import { requireWorkflow } from "./find-named.ts";

const LISTED = 200;

/** Every workflow, those at work first. */
export async function showWorkflows(tool: Tool): Promise<Report> {
  const workflows = await tool.inOrganization((scope) => listWorkflows(scope, LISTED));
  const rows = workflows.map((one) => [
    one.name,
    one.trigger_type,
    stateOfWorkflow(one, "en"),
    one.execution_count,
    minute(one.last_executed_at),
  ]);
  const head = ["name", "trigger", "state", "begun", "begun last"];
  return { json: workflows.map(publicShape), text: table(head, rows, "There are no workflows.") };
}

/** One workflow, with how many are where in it. */
export async function showOne(tool: Tool, name: string): Promise<Report> {
  const { workflow, counts } = await tool.inOrganization(async (scope) => {
    const found = await requireWorkflow(scope, name);
    return { workflow: found, counts: await countExecutionsOf(scope, found.id) };
  });
  const head = fields({
    name: workflow.name,
    description: workflow.description,
    trigger: [workflow.trigger_type, triggerDetail(workflow, "en")].join(" ").trim(),
    state: stateOfWorkflow(workflow, "en"),
    begun: workflow.execution_count,
    "begun last": minute(workflow.last_executed_at),
    "next run": minute(workflow.next_run_at),
    changed: minute(workflow.updated_at),
  });
  const rows = counts.map((one) => [one.status, one.node, one.reason && stepReason(one.reason, "en"), one.count]);
  const executions = table(["status", "at", "because", "executions"], rows, "Nobody has begun it yet.");
  return {
    json: { ...publicShape(workflow), executions: counts },
    text: [head, stepLines(workflow).join("\n"), executions].join("\n\n"),
  };
}

function publicShape(workflow: Workflow) {
  return {
    name: workflow.name,
    description: workflow.description,
    trigger: triggerOf(workflow),
    definition: workflow.definition,
    isActive: workflow.is_active,
    state: stateOfWorkflow(workflow, "en"),
    executionCount: workflow.execution_count,
    lastExecutedAt: workflow.last_executed_at,
    nextRunAt: workflow.next_run_at,
    approvedAt: workflow.approved_at,
    createdAt: workflow.created_at,
    updatedAt: workflow.updated_at,
  };
}
