import { readGrowthSettings } from "../../../domain/growth/growth-settings.ts";
import {
  type Execution,
  keepExecution,
  type LogEntry,
  lockOpenExecution,
} from "../../../domain/growth/workflow/execution.ts";
import { findNode, nextNode } from "../../../domain/growth/workflow/graph.ts";
import type { WorkflowNode } from "../../../domain/growth/workflow/nodes.ts";
import { isTwice, readTarget } from "../../../domain/growth/workflow/target.ts";
import { lockWorkflow, type Workflow } from "../../../domain/growth/workflow/workflow.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { WriteDeps } from "../write-to-customer.ts";
import { doNode } from "./do-node.ts";
import type { Done } from "./step.ts";

/** A circle may go round for as long as it waits; this long nobody meant. */
const MOST_STEPS = 1000;

/**
 * Does the next step of an execution, in the caller's transaction: the step and its line in the log exist together or
 * not at all. Locks the workflow, then the execution. True when another step can follow at once.
 */
export async function advanceExecution(
  scope: OrgScope,
  deps: WriteDeps,
  { workflowId, executionId }: { workflowId: string; executionId: string },
): Promise<boolean> {
  // Whoever deactivates it waits for us, or we see it.
  const workflow = await lockWorkflow(scope, workflowId, { share: true });
  const execution = workflow?.is_active ? await lockOpenExecution(scope, executionId) : null;
  if (!workflow || !execution) return false;
  const at = deps.clock.now();
  if (!isDue(execution, at)) return false;
  const node = findNode(workflow.definition, execution.current_node_id);
  const target = await readTarget(scope, execution);
  if (!node || !target) return fail(scope, execution, node ? "target_gone" : "step_gone", at);
  if (execution.execution_log.length >= MOST_STEPS) return fail(scope, execution, "too_many_steps", at);
  if (await isOfAnother(scope, execution, target.customer?.id)) return cancelMerged(scope, execution, at);
  const settings = readGrowthSettings(await loadSettings(scope));
  const done = await doNode(scope, deps, node, { workflow, execution, target, settings, at });
  return keep(scope, { workflow, execution, node, at }, done);
}

/** Another process may have done the step, and left it waiting for something else, since we saw that it was due. */
function isDue({ status, wait_until, wait_condition }: Execution, at: Date): boolean {
  return status === "running" || wait_condition?.kind === "reply" || wait_until === null || wait_until <= at;
}

async function isOfAnother(scope: OrgScope, execution: Execution, customerId: string | undefined): Promise<boolean> {
  if (execution.target_type !== "customer" || !customerId || customerId === execution.target_id) return false;
  return isTwice(scope, { id: execution.id, workflowId: execution.workflow_id, customerId });
}

interface Kept {
  workflow: Workflow;
  execution: Execution;
  node: WorkflowNode;
  at: Date;
}

async function keep(scope: OrgScope, { workflow, execution, node, at }: Kept, done: Done): Promise<boolean> {
  const line = { at: at.toISOString(), node: node.id, type: node.type };
  if ("wait" in done) {
    const isBegun = done.wait.kind !== "later" && done.wait !== execution.wait_condition;
    const entry: LogEntry = { ...line, outcome: "waits", detail: done.until.toISOString() };
    const change = { status: "waiting", wait_until: done.until, wait_condition: done.wait } as const;
    await keepExecution(scope, execution, change, isBegun ? entry : undefined);
    return false;
  }
  const { outcome, detail } = done;
  const next = nextNode(workflow.definition, node.id, outcome);
  const entry: LogEntry = { ...line, outcome, ...(detail === undefined ? {} : { detail }) };
  const rested = { wait_until: null, wait_condition: null, error_message: null };
  if (next !== null) {
    await keepExecution(scope, execution, { ...rested, status: "running", current_node_id: next }, entry);
    return true;
  }
  const isFailed = outcome === "refused";
  const ended = { status: isFailed ? "failed" : "completed", completed_at: at } as const;
  const error = isFailed ? { error_message: detail ?? "refused" } : {};
  await keepExecution(scope, execution, { ...rested, ...ended, ...error }, entry);
  return false;
}

async function fail(scope: OrgScope, execution: Execution, reason: string, at: Date): Promise<boolean> {
  const rested = { wait_until: null, wait_condition: null };
  await keepExecution(scope, execution, { ...rested, status: "failed", completed_at: at, error_message: reason });
  return false;
}

async function cancelMerged(scope: OrgScope, execution: Execution, at: Date): Promise<boolean> {
  const rested = { wait_until: null, wait_condition: null };
  await keepExecution(scope, execution, { ...rested, status: "cancelled", completed_at: at, error_message: "merged" });
  return false;
}
