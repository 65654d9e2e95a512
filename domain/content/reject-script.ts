import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { writeAudit } from "../control/audit-log.ts";
import type { Script } from "./script.ts";
import { endScriptApprovals } from "./script-approvals.ts";

/** Ends the wait of a version for good, after `lockScripts`; one in force before it stays in force. */
export async function rejectVersion(
  scope: OrgScope,
  script: Pick<Script, "id" | "scriptCode" | "version">,
  by: { userId: string; at: Date; reason: string },
): Promise<void> {
  const { orgId, trx } = scope;
  await trx("scripts").where({ org_id: orgId, id: script.id }).update({ status: "rejected", updated_at: trx.fn.now() });
  await endScriptApprovals(scope, [script.id], { status: "rejected", ...by });
  await writeAudit(trx, {
    orgId,
    by: { userId: by.userId },
    action: "script.reject",
    resourceType: "script",
    resourceId: script.id,
    changes: { script_code: script.scriptCode, version: script.version, status: "rejected", reason: by.reason },
  });
}
