import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { writeAudit } from "../control/audit-log.ts";

/** Writes one setting, with who changed it from what to what in the trail. */
export async function saveSetting(
  { trx, orgId }: OrgScope,
  setting: { key: string; value: unknown; userId: string; at: Date },
): Promise<void> {
  const { key, value, userId, at } = setting;
  const before = await trx("settings").where({ org_id: orgId, key }).forUpdate().first("id", "value");
  const id = before?.id ?? newId();
  const row = { value: JSON.stringify(value), value_type: typeOf(value), updated_by: userId, updated_at: at };
  await trx("settings")
    .insert({ id, org_id: orgId, key, category: key.split(".")[0] ?? key, ...row })
    .onConflict(["org_id", "key"])
    .merge(row);
  await writeAudit(trx, {
    orgId,
    by: { userId },
    action: "setting.change",
    resourceType: "setting",
    resourceId: id,
    changes: { key, before: before?.value ?? null, after: value },
  });
}

function typeOf(value: unknown): "string" | "number" | "boolean" | "json" {
  const type = typeof value;
  return type === "string" || type === "number" || type === "boolean" ? type : "json";
}
