import { addWorkflow } from "../../domain/growth/workflow/add-workflow.ts";
import { readWorkflow } from "../../domain/growth/workflow/definition.ts";
import { activateWorkflow } from "../../domain/growth/workflow/move-workflow.ts";
import { lockWorkflow } from "../../domain/growth/workflow/workflow.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";

/** An active workflow that other systems begin, or what `trigger` says, written by somebody of its own. */
export async function addActiveWorkflow(
  db: Database,
  { orgId, name, trigger = { type: "webhook" } }: { orgId: string; name: string; trigger?: object },
): Promise<void> {
  const author = newId();
  await db.system("users").insert({
    ...{ id: author, org_id: orgId, email: `${author}@example.com`, name: "Author", employee_code: `EMP_${author}` },
  });
  const nodes = [{ id: "wait", type: "wait_reply", days: 1 }];
  const at = new Date();
  await inOrganization(db, orgId, async (scope) => {
    const definition = readWorkflow({ name, trigger, nodes, edges: [] });
    const { workflow } = await addWorkflow(scope, definition, { by: { actor: "cli" }, authorId: author, at });
    await scope.trx("workflows").where({ id: workflow.id }).update({ approved_at: at });
    const approved = await lockWorkflow(scope, workflow.id);
    if (approved) await activateWorkflow(scope, approved, { by: { actor: "cli" }, at, zone: "UTC" });
  });
}
