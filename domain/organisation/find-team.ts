import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** The team with a name, in any case; null when there is none. */
export async function findTeamNamed(
  { trx, orgId }: OrgScope,
  name: string,
): Promise<{ id: string; name: string } | null> {
  const row = await trx("teams")
    .where({ org_id: orgId })
    .whereRaw("lower(name) = lower(?)", [name.trim()])
    .first("id", "name");
  return row ?? null;
}
