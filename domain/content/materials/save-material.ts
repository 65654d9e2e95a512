import { isDeepStrictEqual } from "node:util";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { newId } from "../../../infra/ids.ts";
import { type AuditEntry, writeAudit } from "../../control/audit-log.ts";
import { materialCode, takeNumber } from "../../organisation/codes.ts";
import { approveMaterial, type FindClaims, refuseMaterialApproval, retireMaterial } from "./decide-material.ts";
import { Material, type MaterialFigures, type MaterialWords, wordsOfMaterial } from "./material.ts";
import { askForMaterialApproval, endMaterialApproval } from "./material-approvals.ts";
import { recordFigures } from "./record-figures.ts";

export interface MaterialToSave {
  /** Null: that of a material with the same title, text and file, else the next code. */
  code: string | null;
  words: MaterialWords;
  figures: MaterialFigures;
  /** Null: as it is; a new one is in use. */
  isActive: boolean | null;
  authorId: string | null;
}

/** `approved`: it waited, and does no longer. `counted`: only what other systems know of it changed. */
export type MaterialChange = "created" | "updated" | "approved" | "retired" | "counted" | "unchanged";

interface SaveDeps {
  by: AuditEntry["by"];
  at: Date;
  approval: { userId: string } | null;
  findClaims: FindClaims;
}

/** Whoever saves materials waits here for others who do, so that none is written twice. */
export async function lockMaterials({ orgId, trx }: OrgScope): Promise<void> {
  await trx.raw("SELECT pg_advisory_xact_lock(hashtextextended('materials of ' || ?, 0))", [orgId]);
}

/**
 * Writes a material, after `lockMaterials`. A change of its words or file waits for approval again, and nothing of it is
 * sent until then; the same again changes nothing.
 * @throws RuleError when the approver wrote it, or when it would be held on its way to a customer. Nothing is written then.
 */
export async function saveMaterial(
  scope: OrgScope,
  material: MaterialToSave,
  deps: SaveDeps,
): Promise<{ change: MaterialChange; material: Material }> {
  const found = await findSaved(scope, material);
  if (!found || isOther(found, material)) {
    if (deps.approval) {
      refuseMaterialApproval(material.words, material.authorId, deps.approval.userId, deps.findClaims);
    }
    const written = await write(scope, found, material, deps);
    if (written.isActive) {
      await askForMaterialApproval(scope, written);
      await approve(scope, written, deps);
    }
    await recordFigures(scope, deps.by, written, material.figures, deps.at);
    return { change: found ? "updated" : "created", material: written };
  }
  const isCounted = await recordFigures(scope, deps.by, found, material.figures, deps.at);
  if (material.isActive === false && (await retireMaterial(scope, deps.by, found, deps.at))) {
    return { change: "retired", material: found };
  }
  if (found.isActive && found.status === "pending" && (await approve(scope, found, deps))) {
    return { change: "approved", material: found };
  }
  return { change: isCounted ? "counted" : "unchanged", material: found };
}

async function approve(scope: OrgScope, material: Material, { by, at, approval, findClaims }: SaveDeps) {
  if (!approval) return false;
  await approveMaterial(scope, by, material, { ...approval, at }, findClaims);
  return true;
}

async function findSaved({ orgId, trx }: OrgScope, { code, words }: MaterialToSave): Promise<Material | undefined> {
  const all = Material.query(trx).where({ orgId }).forUpdate();
  if (code !== null) return all.whereRaw("lower(material_code) = lower(?)", [code]).first();
  const { type, title, content, mediaUrl } = words;
  return all.where({ type, title, content, mediaUrl }).orderBy("createdAt").first();
}

/** Other words are another version, and so is what is to be used again after it was retired. */
function isOther(found: Material, { words, isActive }: MaterialToSave): boolean {
  return !isDeepStrictEqual(wordsOfMaterial(found), words) || (isActive === true && !found.isActive);
}

async function write(
  scope: OrgScope,
  found: Material | undefined,
  { code, words, isActive, authorId }: MaterialToSave,
  { by, at }: SaveDeps,
): Promise<Material> {
  const { orgId, trx } = scope;
  const version = {
    ...words,
    versionId: newId(),
    status: "pending" as const,
    approvedBy: null,
    approvedAt: null,
    isActive: isActive ?? true,
    createdBy: authorId,
    updatedAt: at,
  };
  if (found) await endMaterialApproval(scope, found.id, { status: "expired", reason: "it was changed" });
  const written = found
    ? await Material.query(trx).patchAndFetchById(found.id, version)
    : await Material.query(trx).insertAndFetch({
        orgId,
        materialCode: code ?? (await takeFreeCode(scope)),
        createdAt: at,
        ...version,
      });
  await writeAudit(trx, {
    orgId,
    by,
    action: found ? "material.change" : "material.add",
    resourceType: "material",
    resourceId: written.id,
    changes: {
      material_code: written.materialCode,
      version_id: [found?.versionId ?? null, written.versionId],
      before: found ? wordsOfMaterial(found) : null,
      after: wordsOfMaterial(written),
    },
  });
  return written;
}

// Files bring codes of their own, and the counter knows nothing of them.
async function takeFreeCode({ orgId, trx }: OrgScope): Promise<string> {
  for (;;) {
    const code = materialCode(await takeNumber(trx, orgId, "material"));
    if (!(await Material.query(trx).findOne({ orgId, materialCode: code }).select("id"))) return code;
  }
}
