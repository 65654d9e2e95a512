import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** The active person who leads a team of this user's: its leader, else a lead among its members; null without one. */
export async function findLead({ trx, orgId }: OrgScope, userId: string): Promise<{ id: string; name: string } | null> {
  const { rows } = await trx.raw(
    `SELECT u.id, u.name FROM user_teams m JOIN teams t ON t.id = m.team_id
       JOIN users u ON u.org_id = m.org_id AND u.status = 'active' AND u.id <> m.user_id AND (u.id = t.leader_id
         OR EXISTS (SELECT FROM user_teams o WHERE o.team_id = t.id AND o.user_id = u.id
                      AND (o.role = 'lead' OR u.role = 'team_lead')))
     WHERE m.org_id = ? AND m.user_id = ?
     ORDER BY u.id IS DISTINCT FROM t.leader_id, u.employee_code LIMIT 1`,
    [orgId, userId],
  );
  return rows[0] ?? null;
}
