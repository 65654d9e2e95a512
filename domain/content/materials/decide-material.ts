import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { RuleError } from "../../../infra/errors.ts";
import { type AuditEntry, writeAudit } from "../../control/audit-log.ts";
import { Material, type MaterialWords, wordsOfMaterial } from "./material.ts";
import { endMaterialApproval } from "./material-approvals.ts";

/** Names what the gate would hold of the words that a material sends. */
export type FindClaims = (words: MaterialWords) => string[];

/** A material, locked until the transaction ends; null when there is none. */
export async function lockMaterial({ orgId, trx }: OrgScope, id: string): Promise<Material | null> {
  return (await Material.query(trx).findOne({ orgId, id }).forUpdate()) ?? null;
}

/**
 * Puts a waiting material into force. Lock it first.
 * @throws RuleError when the approver wrote it, or when it would be held on its way to a customer.
 */
export async function approveMaterial(
  scope: OrgScope,
  by: AuditEntry["by"],
  material: Material,
  approval: { userId: string; at: Date },
  findClaims: FindClaims,
): Promise<void> {
  refuseMaterialApproval(wordsOfMaterial(material), material.createdBy, approval.userId, findClaims);
  const { orgId, trx } = scope;
  await Material.query(trx)
    .where({ orgId, id: material.id })
    .patch({ status: "approved", approvedBy: approval.userId, approvedAt: approval.at, updatedAt: approval.at });
  await endMaterialApproval(scope, material.id, { status: "approved", ...approval });
  await audit(scope, by, "material.approve", material, { status: "approved" });
}

/** @throws RuleError when this person may not approve these words, or nobody may. */
export function refuseMaterialApproval(
  words: MaterialWords,
  authorId: string | null,
  approverId: string,
  findClaims: FindClaims,
): void {
  const claims = findClaims(words);
  if (claims.length > 0) {
    const found = claims.join(", ");
    throw new RuleError("prohibited_claim", `it would be held on its way to a customer: ${found}`, { words: claims });
  }
  if (authorId === approverId) {
    throw new RuleError("own_approval", "nobody approves their own material: another person must");
  }
}

/** Ends the wait of a material; it is not sent. Lock it first. */
export async function rejectMaterial(
  scope: OrgScope,
  material: Material,
  by: { userId: string; at: Date; reason: string },
): Promise<void> {
  const { orgId, trx } = scope;
  await Material.query(trx).where({ orgId, id: material.id }).patch({ status: "rejected", updatedAt: by.at });
  await endMaterialApproval(scope, material.id, { status: "rejected", ...by });
  await audit(scope, { userId: by.userId }, "material.reject", material, { status: "rejected", reason: by.reason });
}

/** Takes a material out of use at once. False when it was out of use. */
export async function retireMaterial(
  scope: OrgScope,
  by: AuditEntry["by"],
  material: Material,
  at: Date,
): Promise<boolean> {
  const { orgId, trx } = scope;
  const ended = await Material.query(trx)
    .where({ orgId, id: material.id, isActive: true })
    .patch({ isActive: false, updatedAt: at });
  if (ended === 0) return false;
  await endMaterialApproval(scope, material.id, { status: "expired", reason: "retired" });
  await audit(scope, by, "material.retire", material, { is_active: [true, false] });
  return true;
}

async function audit(
  { orgId, trx }: OrgScope,
  by: AuditEntry["by"],
  action: string,
  { id, materialCode, versionId }: Material,
  changes: Record<string, unknown>,
): Promise<void> {
  const named = { material_code: materialCode, version_id: versionId, ...changes };
  await writeAudit(trx, { orgId, by, action, resourceType: "material", resourceId: id, changes: named });
}
