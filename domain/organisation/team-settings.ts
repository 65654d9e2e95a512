import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Settings } from "./settings/setting.ts";
import { loadSettings } from "./settings.ts";

/**
 * The organisation's settings as they hold for a team: its own time zone, working hours and holidays stand over
 * `organization.timezone`, `sla.working_hours` and `sla.holidays`. For null the organisation's.
 */
export async function loadTeamSettings(scope: OrgScope, teamId: string | null): Promise<Settings> {
  if (teamId === null) return loadSettings(scope);
  const { rows } = await scope.trx.raw(
    `SELECT key, value FROM (
       SELECT 1 AS rank, key, value FROM settings WHERE org_id = :orgId
       UNION ALL
       SELECT 2, o.key, o.value FROM teams t CROSS JOIN LATERAL (VALUES
         ('organization.timezone', to_jsonb(t.timezone)), ('sla.working_hours', t.working_hours), ('sla.holidays', t.holidays)
       ) AS o (key, value) WHERE t.org_id = :orgId AND t.id = :teamId AND o.value IS NOT NULL
     ) held ORDER BY rank`,
    { orgId: scope.orgId, teamId },
  );
  return new Map(rows.map(({ key, value }: { key: string; value: unknown }) => [key, value]));
}
