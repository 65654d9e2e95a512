import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { isAllowed } from "../organisation/permissions.ts";
import type { Role } from "../organisation/values.ts";

interface Asker {
  userId: string;
  role: Role;
}

/** Everybody who works here. */
export function everybody({ trx, orgId }: OrgScope): Promise<string[]> {
  return trx("users").where({ org_id: orgId, status: "active" }).orderBy("id").pluck("id");
}

/** Everybody who is in a team. */
export function membersOf({ trx, orgId }: OrgScope, teamId: string): Promise<string[]> {
  return trx("user_teams").where({ org_id: orgId, team_id: teamId }).orderBy("user_id").pluck("user_id");
}

/** The teams of which somebody is the lead: its leader, its member as a lead, or its member and a lead by role. */
export async function ledTeams({ trx, orgId }: OrgScope, { userId, role }: Asker): Promise<string[]> {
  const { rows } = await trx.raw(
    `SELECT t.id FROM teams t WHERE t.org_id = :orgId AND (t.leader_id = :userId
       OR EXISTS (SELECT FROM user_teams m WHERE m.team_id = t.id AND m.user_id = :userId
                    AND (m.role = 'lead' OR :isLead::boolean)))
     ORDER BY t.id`,
    { orgId, userId, isLead: role === "team_lead" },
  );
  return rows.map(({ id }: { id: string }) => id);
}

/** One's own figures are for everybody, those of a team for its leads, and everybody's for those who answer for all. */
export async function mayReadFiguresOf(scope: OrgScope, asker: Asker, userId: string): Promise<boolean> {
  if (asker.userId === userId || isAllowed(asker.role, "performance.all")) return true;
  const led = await ledTeams(scope, asker);
  const shared = await scope
    .trx("user_teams")
    .where({ org_id: scope.orgId, user_id: userId })
    .whereIn("team_id", led)
    .first("user_id");
  return shared !== undefined;
}
