import { isDeepStrictEqual } from "node:util";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { scriptCode, takeNumber } from "../organisation/codes.ts";
import { approveVersion, refuseApproval, type ScriptApproval } from "./approve-script.ts";
import { Script, type ScriptWords, wordsOfScript } from "./script.ts";
import { askForScriptApproval, endScriptApprovals } from "./script-approvals.ts";

export interface ScriptToSave {
  /** Null: the next code, or that of a script with the same words. */
  code: string | null;
  words: ScriptWords;
  authorId: string | null;
}

/** `approved`: it waited, and does no longer. */
export type ScriptChange = "created" | "updated" | "approved" | "unchanged";

/** Whoever saves scripts waits here for others who do, so that two versions never get the same number. */
export async function lockScripts({ orgId, trx }: OrgScope): Promise<void> {
  await trx.raw("SELECT pg_advisory_xact_lock(hashtextextended('scripts of ' || ?, 0))", [orgId]);
}

/**
 * Writes a script's words as a version of its code, after `lockScripts`; the same words again change nothing. Without an
 * approver it is `pending`, and the approved version before it stays in force. `findClaims` names the words that the gate
 * would hold: what it finds cannot be approved, so that a script does not fail first in front of a customer.
 * @throws RuleError when the approver wrote it, or when it makes a prohibited claim.
 */
export async function saveScript(
  scope: OrgScope,
  by: AuditEntry["by"],
  script: ScriptToSave,
  approval: ScriptApproval | null,
  findClaims: (words: ScriptWords) => string[],
): Promise<ScriptChange> {
  return (await saveScriptVersion(scope, by, script, approval, findClaims)).change;
}

/** The same, with the version that has these words now. */
export async function saveScriptVersion(
  scope: OrgScope,
  by: AuditEntry["by"],
  script: ScriptToSave,
  approval: ScriptApproval | null,
  findClaims: (words: ScriptWords) => string[],
): Promise<{ change: ScriptChange; version: Script }> {
  const latest = await findLatest(scope, script);
  if (latest && saysTheSame(latest, script.words)) {
    if (approval === null || !["draft", "pending"].includes(latest.status))
      return { change: "unchanged", version: latest };
    await approveVersion(scope, by, latest, approval, findClaims);
    return { change: "approved", version: latest };
  }
  // Before anything is written: an import goes on with its next row.
  if (approval) refuseApproval(script.words, script.authorId, approval, findClaims);
  const version = await insertVersion(scope, script, latest);
  if (approval) await approveVersion(scope, by, version, approval, findClaims, "script.import");
  else {
    await askForScriptApproval(scope, version);
    const { scriptCode: code, status } = version;
    const changes = { script_code: code, version: version.version, status };
    const entry = { orgId: scope.orgId, by, action: "script.import", resourceType: "script", resourceId: version.id };
    await writeAudit(scope.trx, { ...entry, changes });
  }
  return { change: latest ? "updated" : "created", version };
}

async function findLatest({ orgId, trx }: OrgScope, script: ScriptToSave): Promise<Script | undefined> {
  const { category, contentCn, contentEn } = script.words;
  const sameWords = contentCn === null ? { category, contentCn, contentEn } : { category, contentCn };
  return Script.query(trx)
    .where({ orgId, ...(script.code === null ? sameWords : { scriptCode: script.code }) })
    .orderBy("version", "desc")
    .first();
}

// Retiring a version ends its time; importing the same words again must not bring it back.
function saysTheSame(latest: Script, words: ScriptWords): boolean {
  const known = wordsOfScript(latest);
  return isDeepStrictEqual(latest.status === "retired" ? { ...known, validTo: words.validTo } : known, words);
}

async function insertVersion(scope: OrgScope, script: ScriptToSave, latest: Script | undefined): Promise<Script> {
  const { orgId, trx } = scope;
  const code = latest?.scriptCode ?? script.code ?? (await takeFreeCode(scope));
  // What still waits is replaced by the newer words; what is in force is not.
  const replaced = await trx("scripts")
    .where({ org_id: orgId, script_code: code })
    .whereIn("status", ["draft", "pending"])
    .update({ status: "retired", updated_at: trx.fn.now() })
    .returning("id");
  await endScriptApprovals(
    scope,
    replaced.map(({ id }) => id),
    { status: "expired", reason: "a newer version was written" },
  );
  return Script.query(trx).insertAndFetch({
    orgId,
    scriptCode: code,
    version: (latest?.version ?? 0) + 1,
    ...script.words,
    createdBy: script.authorId,
    status: "pending",
  });
}

// Files bring codes of their own, and the counter knows nothing of them.
async function takeFreeCode(scope: OrgScope): Promise<string> {
  for (;;) {
    const code = scriptCode(await takeNumber(scope.trx, scope.orgId, "script"));
    if (!(await scope.trx("scripts").where({ org_id: scope.orgId, script_code: code }).first("id"))) return code;
  }
}
