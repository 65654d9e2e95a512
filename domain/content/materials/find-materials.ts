import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { keptFile, Material } from "./material.ts";

/** The ids of the versions that may be sent: approved, and in use. */
export async function listMaterialsInForce(scope: OrgScope): Promise<string[]> {
  const rows = await inForce(scope).select("versionId");
  return rows.map(({ versionId }) => versionId);
}

/** Those of these versions that may be sent, in the order of `versionIds`. */
export async function findMaterialsInForce(scope: OrgScope, versionIds: readonly string[]): Promise<Material[]> {
  const rows = await inForce(scope).whereIn("versionId", [...versionIds]);
  const byVersion = new Map(rows.map((row) => [row.versionId, row]));
  return versionIds.flatMap((id) => byVersion.get(id) ?? []);
}

/** The material in force whose file has exactly these bytes; null when there is none. */
export async function findMaterialOfFile(scope: OrgScope, sha256: string): Promise<Material | null> {
  const found = await inForce(scope)
    .where({ mediaUrl: `blob:${sha256}` })
    .orderBy("materialCode")
    .first();
  return found && keptFile(found.mediaUrl) ? found : null;
}

/** The material of a code, whatever its state. Codes are compared without regard to case. */
export async function findMaterial({ orgId, trx }: OrgScope, code: string): Promise<Material | null> {
  return (
    (await Material.query(trx).where({ orgId }).whereRaw("lower(material_code) = lower(?)", [code]).first()) ?? null
  );
}

export type ListedMaterial = Material & { author: string | null; approver: string | null };

export interface MaterialFilter {
  /** Only those that may be sent: approved, and in use. */
  isInForce?: true;
  type?: Material["type"];
  category?: string;
  after?: string;
  limit: number;
}

/** The materials, by code, from the one after `after` on. */
export async function listMaterials(
  { orgId, trx }: OrgScope,
  { isInForce, type, category, after, limit }: MaterialFilter,
): Promise<ListedMaterial[]> {
  return Material.query(trx)
    .alias("m")
    .leftJoin("users as u", "u.id", "m.created_by")
    .leftJoin("users as a", "a.id", "m.approved_by")
    .where({ "m.org_id": orgId })
    .modify((query) => {
      if (isInForce) query.where({ "m.status": "approved", "m.is_active": true });
      if (type !== undefined) query.where({ "m.type": type });
      if (category !== undefined) query.whereRaw("lower(m.category) = lower(?)", [category]);
      if (after !== undefined) query.where("m.material_code", ">", after);
    })
    .orderBy("m.material_code")
    .limit(limit)
    .select("m.*", "u.name as author", "a.name as approver")
    .castTo<ListedMaterial[]>();
}

function inForce({ orgId, trx }: OrgScope) {
  return Material.query(trx).where({ orgId, status: "approved", isActive: true });
}
