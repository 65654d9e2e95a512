import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { RuleError } from "../../../infra/errors.ts";
import { newId } from "../../../infra/ids.ts";
import { type AuditEntry, writeAudit } from "../../control/audit-log.ts";
import type { Execution, ExecutionTarget } from "./execution.ts";
import { startOf } from "./graph.ts";
import type { Workflow } from "./workflow.ts";

/**
 * Lets customers and leads begin a workflow, which is locked. Who is in it already stays where they are, and one event
 * begins it once. Returns who began.
 */
export async function startExecutions(
  { trx, orgId }: OrgScope,
  workflow: Workflow,
  targets: (ExecutionTarget & { event: string | null })[],
  at: Date,
): Promise<Execution[]> {
  const start = startOf(workflow.definition);
  if (!start || targets.length === 0) return [];
  const rows = targets.map(({ target_type, target_id, event }) => ({
    ...{ id: newId(), org_id: orgId, workflow_id: workflow.id, target_type, target_id, event },
    ...{ status: "running", current_node_id: start.id, started_at: at },
  }));
  const begun: Execution[] = await trx("workflow_executions").insert(rows).onConflict().ignore().returning("*");
  if (begun.length === 0) return begun;
  await trx("workflows")
    .where({ org_id: orgId, id: workflow.id })
    .update({ execution_count: trx.raw("execution_count + ?", [begun.length]), last_executed_at: at });
  return begun;
}

/**
 * Lets one customer or lead begin a workflow, which is locked, because a person or another system says so. Null where
 * they are in it already. @throws RuleError `workflow.inactive`
 */
export async function startByHand(
  scope: OrgScope,
  workflow: Workflow,
  target: ExecutionTarget,
  { by, at }: { by: AuditEntry["by"]; at: Date },
): Promise<Execution | null> {
  if (!workflow.is_active) {
    const words = {
      en: `“${workflow.name}” is not active. deskhand workflow activate, or /workflow activate ${workflow.name}, begins it.`,
      zh: `“${workflow.name}”未启用。使用 /workflow activate ${workflow.name} 启用。`,
    };
    throw new RuleError("workflow.inactive", words.en, { words });
  }
  const [execution] = await startExecutions(scope, workflow, [{ ...target, event: null }], at);
  if (!execution) return null;
  await writeAudit(scope.trx, {
    ...{ orgId: scope.orgId, by, action: "workflow.run", resourceType: "workflow", resourceId: workflow.id },
    changes: { name: workflow.name, execution: execution.id, target: target.target_id },
  });
  return execution;
}
