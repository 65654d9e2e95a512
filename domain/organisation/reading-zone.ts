import { IANAZone } from "luxon";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** Who reads a clock: a member of staff, or everybody of a team (null: of the organisation). */
type Reader = { userId: string } | { teamId: string | null };

/**
 * The time zone in which times are shown: a person's own where they set one, else their team's (of several the first by
 * name that has one), else the organisation's, else UTC. A name that is no time zone counts as not set.
 */
export async function readingZone({ trx, orgId }: OrgScope, reader: Reader): Promise<string> {
  const userId = "userId" in reader ? reader.userId : null;
  const teamId = "teamId" in reader ? reader.teamId : null;
  const { rows }: { rows: { zone: string }[] } = await trx.raw(
    `SELECT zone FROM (
       SELECT 1 AS rank, '' AS name, timezone AS zone FROM users WHERE org_id = :orgId AND id = :userId::uuid
       UNION ALL
       SELECT 2, t.name, t.timezone FROM teams t WHERE t.org_id = :orgId AND (t.id = :teamId::uuid
         OR EXISTS (SELECT FROM user_teams m WHERE m.team_id = t.id AND m.user_id = :userId::uuid))
       UNION ALL
       SELECT 3, '', value #>> '{}' FROM settings WHERE org_id = :orgId AND key = 'organization.timezone'
     ) known WHERE zone IS NOT NULL ORDER BY rank, name`,
    // knex's type leaves out null, its code does not
    { orgId, userId, teamId } as unknown as Record<string, string>,
  );
  return rows.find(({ zone }) => IANAZone.isValidZone(zone))?.zone ?? "UTC";
}
