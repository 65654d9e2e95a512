import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { RuleError } from "../../infra/errors.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { type Script, type ScriptWords, wordsOfScript } from "./script.ts";
import { endScriptApprovals } from "./script-approvals.ts";

export interface ScriptApproval {
  userId: string;
  at: Date;
}

/**
 * Puts a waiting version into force, after `lockScripts`; the one before it ends. `findClaims` names the words that would
 * be held on their way to a customer.
 * @throws RuleError when the approver wrote it, or when it makes a prohibited claim.
 */
export async function approveVersion(
  scope: OrgScope,
  by: AuditEntry["by"],
  script: Script,
  approval: ScriptApproval,
  findClaims: (words: ScriptWords) => string[],
  action: "script.approve" | "script.import" = "script.approve",
): Promise<void> {
  refuseApproval(wordsOfScript(script), script.createdBy, approval, findClaims);
  const { orgId, trx } = scope;
  await trx("scripts")
    .where({ org_id: orgId, script_code: script.scriptCode, status: "approved" })
    .where("version", "<", script.version)
    .update({ status: "retired", valid_to: approval.at, updated_at: trx.fn.now() });
  await trx("scripts")
    .where({ org_id: orgId, id: script.id })
    .update({ status: "approved", approved_by: approval.userId, approved_at: approval.at, updated_at: trx.fn.now() });
  await endScriptApprovals(scope, [script.id], { status: "approved", userId: approval.userId, at: approval.at });
  const changes = { script_code: script.scriptCode, version: script.version, status: "approved" };
  await writeAudit(trx, { orgId, by, action, resourceType: "script", resourceId: script.id, changes });
}

/** @throws RuleError when this person may not approve these words, or nobody may. */
export function refuseApproval(
  words: ScriptWords,
  authorId: string | null,
  approval: ScriptApproval,
  findClaims: (words: ScriptWords) => string[],
): void {
  const claims = findClaims(words);
  if (claims.length > 0) {
    const found = claims.join(", ");
    throw new RuleError("prohibited_claim", `it would be held on its way to a customer: ${found}`, { words: claims });
  }
  if (authorId === approval.userId) {
    throw new RuleError("own_approval", "nobody approves their own words: another person must");
  }
}
