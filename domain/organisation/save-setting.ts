import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import type { PlacedSettingKey, SettingKey } from "./settings/keys.ts";
import { forgetSettings } from "./settings.ts";

export interface SettingChange {
  key: SettingKey | PlacedSettingKey;
  /** Null takes the setting away: the default counts again. */
  value: unknown;
}

/** Changes a setting of the organisation, with what it was before in the trail. Checked by whoever calls it. */
export async function saveSetting(scope: OrgScope, by: AuditEntry["by"], { key, value }: SettingChange): Promise<void> {
  const { trx, orgId } = scope;
  const before = await trx("settings").where({ org_id: orgId, key }).forUpdate().first("id", "value");
  const id = before?.id ?? newId();
  if (value === null) {
    await trx("settings").where({ org_id: orgId, key }).delete();
  } else {
    await trx("settings")
      .insert({
        id,
        org_id: orgId,
        key,
        value: JSON.stringify(value),
        value_type: typeOf(value),
        category: key.split(".")[0] ?? key,
        updated_by: "userId" in by ? by.userId : null,
      })
      .onConflict(["org_id", "key"])
      .merge(["value", "value_type", "updated_by"]);
    await trx("settings").where({ org_id: orgId, key }).update({ updated_at: trx.fn.now() });
  }
  forgetSettings(scope);
  const changes = { key, before: before?.value ?? null, after: value };
  await writeAudit(trx, { orgId, by, action: "setting.change", resourceType: "setting", resourceId: id, changes });
}

function typeOf(value: unknown): "string" | "number" | "boolean" | "json" {
  const type = typeof value;
  return type === "string" || type === "number" || type === "boolean" ? type : "json";
}
