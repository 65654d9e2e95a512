import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Settings } from "./settings/setting.ts";

/** Settings as they are stored, by key. */
export type StoredSettings = Settings & Iterable<[string, unknown]>;

/**
 * Every stored setting of the organisation; defaults stand where a setting is defined. Read anew by each act in its own
 * transaction and kept nowhere, so that a change holds in every process at once.
 */
export async function loadSettings(scope: OrgScope): Promise<StoredSettings> {
  const rows: { key: string; value: unknown }[] = await scope
    .trx("settings")
    .where({ org_id: scope.orgId })
    .select("key", "value");
  return new Map(rows.map((row) => [row.key, row.value]));
}
