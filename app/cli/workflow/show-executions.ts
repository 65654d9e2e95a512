import { logLine, whereIs } from "../../../bot/growth/workflow/workflow-report.ts";
import { listExecutions } from "../../../domain/growth/workflow/execution.ts";
import type { Report } from "../report.ts";
import { fields, minute } from "../table.ts";
import type { Tool } from "../tool.ts";
import { everyTarget, requireTarget } from "./find-named.ts";

const LISTED = 50;

/** The workflows that a customer or lead is in or was in, the newest first, with each step. */
export async function showExecutions(tool: Tool, who: string): Promise<Report> {
  const executions = await tool.inOrganization(async (scope) =>
    listExecutions(scope, await everyTarget(scope, await requireTarget(scope, who)), LISTED),
  );
  const json = executions.map((one) => ({
    id: one.id,
    workflow: one.workflow,
    target: one.target_type,
    status: one.status,
    node: one.completed_at === null ? one.current_node_id : null,
    waitUntil: one.wait_until,
    waitsFor: one.wait_condition?.kind ?? null,
    error: one.error_message,
    startedAt: one.started_at,
    completedAt: one.completed_at,
    log: one.execution_log,
  }));
  const texts = executions.map((one, index) => {
    const node = json[index]?.node ?? null;
    const state = whereIs({ status: one.status, node, reason: one.error_message }, "en");
    const times = {
      begun: minute(one.started_at),
      ended: minute(one.completed_at),
      "waits until": minute(one.wait_until),
    };
    const log = one.execution_log.map((entry) => `${entry.at}  ${logLine(entry, "en")}`);
    return [fields({ workflow: one.workflow, state, ...times }), ...log].join("\n");
  });
  return { json, text: texts.length > 0 ? texts.join("\n\n") : `${who} is in no workflow.` };
}
