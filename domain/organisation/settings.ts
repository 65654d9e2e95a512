import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** Every stored setting of the organisation, by key; defaults live where a setting is read. */
export async function loadSettings(scope: OrgScope): Promise<ReadonlyMap<string, unknown>> {
  const rows: { key: string; value: unknown }[] = await scope
    .trx("settings")
    .where({ org_id: scope.orgId })
    .select("key", "value");
  return new Map(rows.map((row) => [row.key, row.value]));
}
