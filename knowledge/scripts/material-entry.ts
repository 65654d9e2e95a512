import { Material } from "../../domain/content/materials/material.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type ScriptEntry, toScriptEntry } from "./script-entry.ts";

/** Reads these versions for searching. A version that was changed since is not among them. */
export async function loadMaterialEntries(
  { orgId, trx }: OrgScope,
  versionIds: readonly string[],
): Promise<ScriptEntry[]> {
  const rows = await Material.query(trx)
    .where({ orgId })
    .whereIn("versionId", [...versionIds]);
  return rows.map(toMaterialEntry);
}

/** What a material is about is its title, and what it says is its text or what goes with its file. */
function toMaterialEntry(material: Material): ScriptEntry {
  const { versionId, title, category, subcategory, tags, hashtags, purpose, content, caption } = material;
  return toScriptEntry({
    id: versionId,
    scenario: title,
    ...{ category, subcategory, purpose },
    tags: [...tags, ...hashtags],
    contentCn: content,
    contentEn: caption,
  });
}
