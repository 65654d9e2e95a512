import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { storedJson } from "../../../infra/db/stored-text.ts";
import { ConflictError, InputError } from "../../../infra/errors.ts";
import { newId } from "../../../infra/ids.ts";
import { findScriptInForce } from "../../content/scripts-in-force.ts";
import { maskedStart } from "../../content/secrets/masked-excerpt.ts";
import { type AuditEntry, writeAudit } from "../../control/audit-log.ts";
import { takeNumber } from "../../organisation/codes.ts";
import { namesInSegment, refuseUnknownNames } from "../refuse-unknown-names.ts";
import type { WorkflowDefinition } from "./definition.ts";
import { textsOfWorkflow, type Workflow } from "./workflow.ts";

/**
 * Keeps a workflow that does nothing yet and puts it among what waits for somebody else's decision. Returns it with the
 * number of its approval. @throws InputError when it names what the organisation does not have, ConflictError for a name
 * that another has.
 */
export async function addWorkflow(
  scope: OrgScope,
  definition: WorkflowDefinition,
  { by, authorId, at }: { by: AuditEntry["by"]; authorId: string; at: Date },
): Promise<{ workflow: Workflow; approval: number }> {
  await refuseUnknown(scope, definition, at);
  const workflow = await insert(scope, definition, { authorId, at });
  const approval = await askForApproval(scope, workflow);
  await writeAudit(scope.trx, {
    ...{ orgId: scope.orgId, by, action: "workflow.add", resourceType: "workflow", resourceId: workflow.id },
    changes: { name: workflow.name, trigger: workflow.trigger_type, approval },
  });
  return { workflow, approval };
}

async function insert(
  { trx, orgId }: OrgScope,
  { name, description, trigger, nodes, edges }: WorkflowDefinition,
  { authorId, at }: { authorId: string; at: Date },
): Promise<Workflow> {
  const { type, ...config } = trigger;
  const [workflow]: Workflow[] = await trx("workflows")
    .insert({
      id: newId(),
      org_id: orgId,
      name,
      description: description ?? null,
      definition: JSON.stringify(storedJson({ nodes, edges })),
      trigger_type: type,
      trigger_config: JSON.stringify(storedJson(config)),
      created_by: authorId,
      created_at: at,
      updated_at: at,
    })
    .onConflict(trx.raw("(org_id, lower(name)) WHERE rejected_at IS NULL"))
    .ignore()
    .returning("*");
  if (!workflow) throw new ConflictError(`There is a workflow “${name}” already: give this one another name`);
  return workflow;
}

async function askForApproval({ trx, orgId }: OrgScope, workflow: Workflow): Promise<number> {
  const number = await takeNumber(trx, orgId, "approval");
  const steps = workflow.definition.nodes.map(({ id, type }) => `${id} (${type})`).join(", ");
  const words = textsOfWorkflow(workflow.definition).join(" / ");
  await trx("approvals").insert({
    id: newId(),
    org_id: orgId,
    number,
    kind: "workflow",
    resource_type: "workflow",
    resource_id: workflow.id,
    requested_by: workflow.created_by,
    reason: maskedStart(`${workflow.name}: ${words === "" ? steps : words}`, 1_000),
    details: JSON.stringify({ workflow: workflow.name }),
  });
  return number;
}

async function refuseUnknown(scope: OrgScope, { trigger, nodes }: WorkflowDefinition, at: Date): Promise<void> {
  const segments = [
    ...("segment" in trigger && trigger.segment ? [trigger.segment] : []),
    ...nodes.flatMap((node) => (node.type === "condition" ? [node.segment] : [])),
  ];
  for (const segment of segments) await refuseUnknownNames(scope, namesInSegment(segment));
  await refuseUnknownNames(scope, {
    owner: nodes.flatMap((node) => {
      if (node.type === "assign") return node.owner ?? [];
      return node.type === "notify" && Array.isArray(node.to) ? node.to : [];
    }),
    team: nodes.flatMap((node) => (node.type === "assign" ? (node.team ?? []) : [])),
  });
  for (const node of nodes) {
    if (node.type !== "send_message" || node.script === undefined) continue;
    if (await findScriptInForce(scope, node.script, at)) continue;
    throw new InputError(`node ${node.id}: no approved script ${node.script} is in force`);
  }
}
