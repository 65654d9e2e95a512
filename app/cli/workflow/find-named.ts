import type { ExecutionTarget } from "../../../domain/growth/workflow/execution.ts";
import { findTarget } from "../../../domain/growth/workflow/find-target.ts";
import { targetsOfCustomer } from "../../../domain/growth/workflow/target.ts";
import { findWorkflow, lockWorkflow, type Workflow } from "../../../domain/growth/workflow/workflow.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { NotFoundError } from "../../../infra/errors.ts";

/** @throws NotFoundError */
export async function requireWorkflow(scope: OrgScope, name: string): Promise<Workflow> {
  const workflow = await findWorkflow(scope, name);
  if (!workflow) throw new NotFoundError(`There is no workflow ${name}: deskhand workflow list`);
  return workflow;
}

/** The same, locked. */
export async function lockNamed(scope: OrgScope, name: string): Promise<Workflow> {
  const workflow = await lockWorkflow(scope, (await requireWorkflow(scope, name)).id);
  if (!workflow) throw new Error("a workflow that was found is gone");
  return workflow;
}

/** @throws NotFoundError */
export async function requireTarget(scope: OrgScope, word: string): Promise<ExecutionTarget> {
  const target = await findTarget(scope, word);
  if (!target) throw new NotFoundError(`There is no customer or lead ${word}`);
  return target;
}

/** Everything that executions of somebody may name. */
export async function everyTarget(scope: OrgScope, target: ExecutionTarget): Promise<string[]> {
  return target.target_type === "lead" ? [target.target_id] : targetsOfCustomer(scope, target.target_id);
}
