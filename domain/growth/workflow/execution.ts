import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { storedJson } from "../../../infra/db/stored-text.ts";
import { type AuditEntry, writeAudit } from "../../control/audit-log.ts";
import type { CodeOf } from "../../language/word-list.ts";
import type { workflowStatuses, workflowTargets } from "../workflow-words.ts";
import type { Outcome } from "./nodes.ts";
import { withdrawTexts } from "./withdraw-texts.ts";
import type { Workflow } from "./workflow.ts";

/** One line of what happened: a step with what came of it. */
export interface LogEntry {
  at: string;
  node: string;
  type: string;
  /** `waits`: it began to. */
  outcome: Outcome | "waits";
  /** Why it was refused, which script was sent, until when it waits. */
  detail?: string;
}

/** What an execution waits for, besides its time. */
export interface WaitCondition {
  /** `time`: until then; `reply`: or a message; `later`: the step could not be done yet; `again`: it failed. */
  kind: "time" | "reply" | "later" | "again";
  /** For `time` and `reply`: when the wait is over. */
  until?: string;
  /** For `reply`: a message after it counts. */
  since?: string;
  /** How often the step has failed. */
  failures?: number;
}

/** A row of `workflow_executions`: one customer's or lead's way through a workflow. */
export interface Execution {
  id: string;
  org_id: string;
  workflow_id: string;
  target_type: CodeOf<typeof workflowTargets>;
  target_id: string;
  status: CodeOf<typeof workflowStatuses>;
  current_node_id: string | null;
  execution_log: LogEntry[];
  wait_until: Date | null;
  wait_condition: WaitCondition | null;
  started_at: Date;
  completed_at: Date | null;
  error_message: string | null;
  event: string | null;
}

export type ExecutionTarget = Pick<Execution, "target_type" | "target_id">;

/** An execution that goes on, locked until the transaction ends; null where it has ended, or another process has it. */
export async function lockOpenExecution({ trx, orgId }: OrgScope, id: string): Promise<Execution | null> {
  const row = await trx("workflow_executions")
    .where({ org_id: orgId, id })
    .whereIn("status", ["running", "waiting"])
    .forUpdate()
    .skipLocked()
    .first();
  return row ?? null;
}

/** The execution of a workflow that a target is in now; null where it is in none. */
export async function findOpenExecution(
  { trx, orgId }: OrgScope,
  workflowId: string,
  { target_type, target_id }: ExecutionTarget,
): Promise<Execution | null> {
  const row = await trx("workflow_executions")
    .where({ org_id: orgId, workflow_id: workflowId, target_type, target_id })
    .whereIn("status", ["running", "waiting"])
    .first();
  return row ?? null;
}

/** Keeps what became of an execution; `entry` is appended to its log. */
export async function keepExecution(
  { trx, orgId }: OrgScope,
  { id }: Pick<Execution, "id">,
  change: Partial<Omit<Execution, "execution_log" | "wait_condition">> & { wait_condition?: WaitCondition | null },
  entry?: LogEntry,
): Promise<void> {
  const { wait_condition: condition, ...columns } = change;
  await trx("workflow_executions")
    .where({ org_id: orgId, id })
    .update({
      ...columns,
      ...(condition === undefined ? {} : { wait_condition: condition && JSON.stringify(condition) }),
      ...(entry ? { execution_log: trx.raw("execution_log || ?::jsonb", [JSON.stringify([storedJson(entry)])]) } : {}),
    });
}

/** Ends what goes on of a workflow for somebody, with its texts that wait. Returns how many: one at most for each target. */
export async function stopExecutions(
  scope: OrgScope,
  workflow: Pick<Workflow, "id" | "name" | "definition">,
  targetIds: string[],
  { by, at }: { by: AuditEntry["by"]; at: Date },
): Promise<number> {
  const { trx, orgId } = scope;
  const stopped: { id: string; target_id: string }[] = await trx("workflow_executions")
    .where({ org_id: orgId, workflow_id: workflow.id })
    .whereIn("target_id", targetIds)
    .whereIn("status", ["running", "waiting"])
    .update({ status: "cancelled", completed_at: at, wait_until: null, wait_condition: null })
    .returning(["id", "target_id"]);
  await withdrawTexts(scope, workflow, { customerIds: targetIds, at });
  for (const { id, target_id } of stopped) {
    const changes = { workflow: workflow.name, target: target_id };
    const about = { resourceType: "workflow_execution", resourceId: id, changes };
    await writeAudit(trx, { orgId, by, action: "workflow.stop", ...about });
  }
  return stopped.length;
}

/** The executions of somebody, the newest first, with the workflow's name. */
export async function listExecutions(
  { trx, orgId }: OrgScope,
  targetIds: string[],
  limit: number,
): Promise<(Execution & { workflow: string })[]> {
  return trx("workflow_executions as e")
    .join("workflows as w", "w.id", "e.workflow_id")
    .where({ "e.org_id": orgId })
    .whereIn("e.target_id", targetIds)
    .orderByRaw("e.completed_at IS NULL DESC, e.started_at DESC, e.id DESC")
    .limit(limit)
    .select("e.*", "w.name as workflow");
}

/** How many executions of a workflow are where, and why those that failed did. */
export async function countExecutionsOf(
  { trx, orgId }: OrgScope,
  workflowId: string,
): Promise<{ status: Execution["status"]; node: string | null; reason: string | null; count: number }[]> {
  const { rows } = await trx.raw(
    `SELECT status, CASE WHEN completed_at IS NULL THEN current_node_id END AS node, error_message AS reason,
       count(*)::int AS count
     FROM workflow_executions WHERE org_id = ? AND workflow_id = ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [orgId, workflowId],
  );
  return rows;
}
