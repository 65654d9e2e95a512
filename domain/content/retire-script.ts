import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { writeAudit } from "../control/audit-log.ts";
import { Script } from "./script.ts";
import { endScriptApprovals } from "./script-approvals.ts";

/**
 * Takes versions of a script out of use from this instant on, after `lockScripts`: those in force and waiting, or only
 * those `which` says. Returns the versions that ended; none when there were none.
 */
export async function retireScript(
  scope: OrgScope,
  code: string,
  by: { userId: string; at: Date },
  which: { status?: "pending"; createdBy?: string } = {},
): Promise<Script[]> {
  const { orgId, trx } = scope;
  const ended = await Script.query(trx)
    .where({ orgId, scriptCode: code, ...which })
    .whereIn("status", ["draft", "pending", "approved"])
    .patch({ status: "retired", validTo: by.at })
    .returning("*");
  await endScriptApprovals(
    scope,
    ended.map(({ id }) => id),
    { status: "rejected", ...by, reason: "retired" },
  );
  for (const { id, version } of ended) {
    await writeAudit(trx, {
      orgId,
      by: { userId: by.userId },
      action: "script.retire",
      resourceType: "script",
      resourceId: id,
      changes: { script_code: code, version, status: "retired" },
    });
  }
  return ended;
}
