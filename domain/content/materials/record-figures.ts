import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { type AuditEntry, writeAudit } from "../../control/audit-log.ts";
import { Material, type MaterialFigures } from "./material.ts";

/**
 * Keeps what other systems count of a material, each figure as they have it now. What is left out stays. False when it
 * was known.
 */
export async function recordFigures(
  { orgId, trx }: OrgScope,
  by: AuditEntry["by"],
  material: Material,
  figures: MaterialFigures,
  at: Date,
): Promise<boolean> {
  const known = material as unknown as Record<string, number>; // read by the names of figures alone
  const changed = Object.entries(figures).filter(([name, value]) => value !== undefined && known[name] !== value);
  if (changed.length === 0) return false;
  const patch: MaterialFigures = Object.fromEntries(changed);
  await Material.query(trx)
    .where({ orgId, id: material.id })
    .patch({ ...patch, updatedAt: at });
  await writeAudit(trx, {
    orgId,
    by,
    action: "material.count",
    resourceType: "material",
    resourceId: material.id,
    changes: Object.fromEntries(changed.map(([name, value]) => [name, [known[name], value]])),
  });
  return true;
}
