import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { CodeOf } from "../../language/word-list.ts";
import { languagesOf } from "../campaign-definition.ts";
import type { workflowTriggers } from "../workflow-words.ts";
import type { WorkflowTrigger } from "./definition.ts";
import type { WorkflowGraph } from "./graph.ts";

/** A row of `workflows`. Its steps never change: other steps are another workflow with another approval. */
export interface Workflow {
  id: string;
  org_id: string;
  name: string;
  description: string | null;
  definition: WorkflowGraph;
  trigger_type: CodeOf<typeof workflowTriggers>;
  /** The rest of the trigger, without its type. */
  trigger_config: Record<string, unknown>;
  is_active: boolean;
  execution_count: number;
  last_executed_at: Date | null;
  approved_by: string | null;
  approved_at: Date | null;
  rejected_at: Date | null;
  activated_at: Date | null;
  checked_until: Date | null;
  next_run_at: Date | null;
  run: string | null;
  entered_run: string | null;
  created_by: string | null;
  created_at: Date;
  updated_at: Date;
}

/** What begins a workflow: the row was written from one that was read. */
export function triggerOf({ trigger_type, trigger_config }: Workflow): WorkflowTrigger {
  return { ...trigger_config, type: trigger_type } as WorkflowTrigger;
}

/** Every text of a workflow that its approval is of: for customers, besides scripts. */
export function textsOfWorkflow({ nodes }: WorkflowGraph): string[] {
  return nodes.flatMap((node) => {
    const content = node.type === "send_message" ? node.content : undefined;
    return content ? languagesOf(content).flatMap((language) => content[language] ?? []) : [];
  });
}

/** The workflow of a name, in any case: the one that was not rejected, else the newest. Null when there is none. */
export async function findWorkflow({ trx, orgId }: OrgScope, name: string): Promise<Workflow | null> {
  const row = await trx("workflows")
    .where({ org_id: orgId })
    .whereRaw("lower(name) = lower(?)", [name.trim()])
    .orderByRaw("rejected_at IS NULL DESC, created_at DESC")
    .first();
  return row ?? null;
}

/** A workflow, locked until the transaction ends; `share` keeps others from changing it only. */
export async function lockWorkflow(
  { trx, orgId }: OrgScope,
  id: string,
  { share = false }: { share?: boolean } = {},
): Promise<Workflow | null> {
  const query = trx("workflows").where({ org_id: orgId, id });
  return (await (share ? query.forShare() : query.forUpdate()).first()) ?? null;
}

/** The workflows, those at work first, then the newest. */
export async function listWorkflows({ trx, orgId }: OrgScope, limit: number): Promise<Workflow[]> {
  return trx("workflows").where({ org_id: orgId }).orderByRaw("is_active DESC, created_at DESC").limit(limit);
}
