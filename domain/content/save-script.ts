import { isDeepStrictEqual } from "node:util";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { RuleError } from "../../infra/errors.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { scriptCode, takeNumber } from "../organisation/codes.ts";
import { Script, type ScriptWords } from "./script.ts";

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
  approval: { userId: string; at: Date } | null,
  findClaims: (words: ScriptWords) => string[],
): Promise<ScriptChange> {
  if (approval) refuseClaims(findClaims(script.words));
  const latest = await findLatest(scope, script);
  if (latest && isDeepStrictEqual(wordsOf(latest), script.words)) {
    if (approval === null || !["draft", "pending"].includes(latest.status)) return "unchanged";
    refuseOwnApproval(latest.createdBy, approval.userId);
    await approve(scope, latest, approval);
    await audit(scope, by, "script.approve", { ...latest, status: "approved" });
    return "approved";
  }
  if (approval) refuseOwnApproval(script.authorId, approval.userId);
  const saved = await insertVersion(scope, script, latest);
  if (approval) await approve(scope, saved, approval);
  await audit(scope, by, "script.import", { ...saved, status: approval ? "approved" : "pending" });
  return latest ? "updated" : "created";
}

async function findLatest({ orgId, trx }: OrgScope, script: ScriptToSave): Promise<Script | undefined> {
  const { category, contentCn } = script.words;
  const which = script.code === null ? { category, contentCn } : { scriptCode: script.code };
  return Script.query(trx)
    .where({ orgId, ...which })
    .orderBy("version", "desc")
    .first();
}

function wordsOf(script: Script): ScriptWords {
  const { category, subcategory, scenario, level, contentCn, contentEn, purpose, followUp, tags, isActive } = script;
  const { validFrom, validTo } = script;
  return {
    ...{ category, subcategory, scenario, level, contentCn, contentEn, purpose, followUp, tags, isActive },
    ...{ validFrom, validTo },
  };
}

function refuseOwnApproval(authorId: string | null, approverId: string): void {
  if (authorId === approverId)
    throw new RuleError("own_approval", "nobody approves their own words: another person must");
}

function refuseClaims(words: string[]): void {
  if (words.length === 0) return;
  throw new RuleError("prohibited_claim", `it would be held on its way to a customer: ${words.join(", ")}`, { words });
}

async function insertVersion(scope: OrgScope, script: ScriptToSave, latest: Script | undefined): Promise<Script> {
  const { orgId, trx } = scope;
  const code = latest?.scriptCode ?? script.code ?? scriptCode(await takeNumber(trx, orgId, "script"));
  // What still waits is replaced by the newer words; what is in force is not.
  await trx("scripts")
    .where({ org_id: orgId, script_code: code })
    .whereIn("status", ["draft", "pending"])
    .update({ status: "retired", updated_at: trx.fn.now() });
  return Script.query(trx).insert({
    orgId,
    scriptCode: code,
    version: (latest?.version ?? 0) + 1,
    ...script.words,
    createdBy: script.authorId,
    status: "pending",
  });
}

async function approve(
  { orgId, trx }: OrgScope,
  script: Script,
  approval: { userId: string; at: Date },
): Promise<void> {
  await trx("scripts")
    .where({ org_id: orgId, script_code: script.scriptCode, status: "approved" })
    .where("version", "<", script.version)
    .update({ status: "retired", updated_at: trx.fn.now() });
  await trx("scripts")
    .where({ org_id: orgId, id: script.id })
    .update({ status: "approved", approved_by: approval.userId, approved_at: approval.at, updated_at: trx.fn.now() });
}

async function audit(
  { orgId, trx }: OrgScope,
  by: AuditEntry["by"],
  action: string,
  { id, scriptCode: code, version, status }: Pick<Script, "id" | "scriptCode" | "version" | "status">,
): Promise<void> {
  const changes = { script_code: code, version, status };
  await writeAudit(trx, { orgId, by, action, resourceType: "script", resourceId: id, changes });
}
