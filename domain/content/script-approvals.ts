import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { takeNumber } from "../organisation/codes.ts";
import type { Script } from "./script.ts";
import { maskedStart } from "./secrets/masked-excerpt.ts";

/** Puts a version among what waits for a decision. */
export async function askForScriptApproval(scope: OrgScope, script: Script): Promise<void> {
  const { orgId, trx } = scope;
  await trx("approvals").insert({
    id: newId(),
    org_id: orgId,
    number: await takeNumber(trx, orgId, "approval"),
    kind: "script",
    resource_type: "script",
    resource_id: script.id,
    requested_by: script.createdBy,
    reason: reasonOf(script),
    details: JSON.stringify({ script_code: script.scriptCode, version: script.version }),
  });
}

export type ScriptApprovalEnd =
  | { status: "approved"; userId: string; at: Date }
  | { status: "rejected"; userId: string; at: Date; reason: string }
  /** Nobody decided, and nobody need any more. */
  | { status: "expired"; reason: string };

/** Ends the wait of versions; fine when they did not wait. */
export async function endScriptApprovals(
  { orgId, trx }: OrgScope,
  scriptIds: readonly string[],
  end: ScriptApprovalEnd,
): Promise<void> {
  const decidedBy = "userId" in end ? end.userId : null;
  await trx("approvals")
    .where({ org_id: orgId, kind: "script", status: "pending" })
    .whereIn("resource_id", [...scriptIds])
    .update({
      status: end.status,
      // Who takes back their own words decides nothing.
      decided_by: trx.raw("CASE WHEN requested_by IS DISTINCT FROM ?::uuid THEN ?::uuid END", [decidedBy, decidedBy]),
      decided_at: "at" in end ? end.at : trx.fn.now(),
      decision_reason: "reason" in end ? end.reason : null,
    });
}

/** What stands in the list of what waits: the words, and how to decide. */
function reasonOf({ scriptCode, version, contentCn, contentEn }: Script): string {
  const words = maskedStart([contentCn, contentEn].filter((text) => text !== null).join(" / "), 300);
  return `/script approve ${scriptCode} (v${version}): ${words}`;
}
